package dev.weir.coordinator.schedule;

import dev.weir.coordinator.catalog.TableFiles.TableFile;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.KeyRange;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shares the scans of a colocation out to workers: a range of keys each, with the row groups that meet it. Where a row group
/// has keys of several ranges, several workers read it, and a condition leaves each its own rows; so the rows of a key are
/// read once and by one worker, whatever the files hold.
final class ColocatedScans {
    private final List<WorkerNode> workers;
    private final SplitAssignment assignment;
    /// By worker, then by scan: the rows that it reads.
    private final Map<WorkerNode, Map<Integer, Expression>> conditions = new HashMap<>();

    ColocatedScans(List<WorkerNode> workers, SplitAssignment assignment) {
        this.workers = workers;
        this.assignment = assignment;
    }

    /// A scan that is cut by a column.
    ///
    /// @param column position among the scan's columns
    record CutScan(PhysicalPlan.Scan scan, int column, List<TableFile> files) {
        /// What is known of a row group; null when nothing is.
        private KeyRange keys(TableFile file, int rowGroup) {
            List<KeyRange> known = file.keyRanges().get(scan.columns().get(column).name());
            return known == null ? null : known.get(rowGroup);
        }
    }

    /// Throws DOMAIN_UNAVAILABLE when no worker has all files.
    void add(Colocation colocation, Map<Integer, PhysicalPlan.Scan> scans, FilesOf files) {
        List<CutScan> cut = new ArrayList<>();
        for (Colocation.Key key : colocation.keys()) {
            PhysicalPlan.Scan scan = scans.get(key.scan());
            cut.add(new CutScan(scan, key.column(), files.of(scan)));
        }
        List<WorkerNode> able = new ArrayList<>(workers);
        List<KeyCuts.Weighed> weighed = new ArrayList<>();
        for (CutScan scan : cut) {
            for (TableFile file : scan.files()) {
                able.removeIf(worker -> !file.workers().contains(worker.id()));
                for (int group = 0; group < file.rowGroupBytes().size(); group++) {
                    KeyRange keys = scan.keys(file, group);
                    if (keys != null) {
                        weighed.add(new KeyCuts.Weighed(keys, file.rowGroupBytes().get(group)));
                    }
                }
            }
        }
        if (able.isEmpty()) {
            throw new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "No single worker has all files of the tables " + tables(cut));
        }
        KeyCuts cuts = KeyCuts.of(weighed, able.size());
        for (int part = 0; part < cuts.parts(); part++) {
            for (CutScan scan : cut) {
                give(able.get(part), scan, cuts, part);
            }
        }
    }

    /// The files of a scan's table.
    interface FilesOf {
        List<TableFile> of(PhysicalPlan.Scan scan);
    }

    /// By worker, then by scan; nothing where row groups are read as a whole.
    Map<WorkerNode, Map<Integer, Expression>> conditions() {
        return conditions;
    }

    private void give(WorkerNode worker, CutScan cut, KeyCuts cuts, int part) {
        boolean whole = true;
        boolean known = true;
        for (TableFile file : cut.files()) {
            int groups = file.rowGroupRows().size();
            for (int from = 0; from < groups; from++) {
                int to = from;
                while (to < groups && cuts.meets(part, cut.keys(file, to))) {
                    whole &= cuts.contains(part, cut.keys(file, to));
                    known &= cut.keys(file, to) != null;
                    to++;
                }
                if (to > from) {
                    assignment.give(worker, cut.scan().id(), file, from, to);
                    from = to;
                }
            }
        }
        if (!whole && cuts.parts() > 1) {
            Expression.Column key = new Expression.Column(cut.column(), cut.scan().columns().get(cut.column()).type());
            conditions.computeIfAbsent(worker, _ -> new HashMap<>()).put(cut.scan().id(), cuts.condition(part, key, !known));
        }
    }

    private static String tables(Collection<CutScan> scans) {
        List<String> names = new ArrayList<>();
        scans.forEach(scan -> names.add(scan.scan().table().toString()));
        names.sort(null);
        return String.join(", ", names);
    }
}
