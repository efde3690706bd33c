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
            long rows = 0;
            do {
                rows += file.rowGroupRows().get(to);
                load.merge(worker.id(), Math.max(1, file.rowGroupBytes().get(to)), Long::sum);
                to++;
            } while (to < groups && least(candidates).equals(worker));
            splits.computeIfAbsent(worker, _ -> new HashMap<>()).computeIfAbsent(scan, _ -> new ArrayList<>())
                    .add(new Split(file.path(), file.length(), file.modifiedMillis(), file.footerHash(), from, to - from, rows));
            from = to;
        }
        return true;
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
