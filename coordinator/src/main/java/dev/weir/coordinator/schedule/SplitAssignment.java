package dev.weir.coordinator.schedule;

import dev.weir.coordinator.catalog.TableFiles.TableFile;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.plan.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hands the row groups of files to workers that have them, to each about the same number of bytes. What goes to one
/// worker of one file in a row is one split.
final class SplitAssignment {
    private final List<WorkerNode> workers;
    private final Map<String, Long> load = new HashMap<>();
    private final Map<WorkerNode, Map<Integer, List<Split>>> splits = new LinkedHashMap<>();

    SplitAssignment(List<WorkerNode> workers) {
        this.workers = workers;
    }

    /// Adds a scan's file; answers false when no worker has it.
    boolean add(int scan, TableFile file) {
        List<WorkerNode> candidates = new ArrayList<>();
        for (WorkerNode worker : workers) {
            if (file.workers().contains(worker.id())) {
                candidates.add(worker);
            }
        }
        if (candidates.isEmpty()) {
            return false;
        }
        int groups = file.rowGroupRows().size();
        int from = 0;
        while (from < groups) {
            WorkerNode worker = least(candidates);
            int to = from;
            do {
                load(worker, file, to);
                to++;
            } while (to < groups && least(candidates).equals(worker));
            split(worker, scan, file, from, to);
            from = to;
        }
        return true;
    }

    /// Hands these row groups of a scan's file to a worker.
    void give(WorkerNode worker, int scan, TableFile file, int from, int to) {
        for (int group = from; group < to; group++) {
            load(worker, file, group);
        }
        split(worker, scan, file, from, to);
    }

    private void load(WorkerNode worker, TableFile file, int group) {
        load.merge(worker.id(), Math.max(1, file.rowGroupBytes().get(group)), Long::sum);
    }

    private void split(WorkerNode worker, int scan, TableFile file, int from, int to) {
        long rows = 0;
        for (int group = from; group < to; group++) {
            rows += file.rowGroupRows().get(group);
        }
        splits.computeIfAbsent(worker, _ -> new HashMap<>()).computeIfAbsent(scan, _ -> new ArrayList<>())
                .add(new Split(file.path(), file.length(), file.modifiedMillis(), file.footerHash(), from, to - from, rows));
    }

    /// By worker, then by scan; workers that got nothing are missing.
    Map<WorkerNode, Map<Integer, List<Split>>> splits() {
        return splits;
    }

    private WorkerNode least(List<WorkerNode> candidates) {
        WorkerNode best = candidates.getFirst();
        for (WorkerNode candidate : candidates) {
            if (load.getOrDefault(candidate.id(), 0L) < load.getOrDefault(best.id(), 0L)) {
                best = candidate;
            }
        }
        return best;
    }
}
