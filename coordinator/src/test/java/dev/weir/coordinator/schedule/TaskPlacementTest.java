package dev.weir.coordinator.schedule;

import static dev.weir.coordinator.cluster.Announcements.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.catalog.TableFiles;
import dev.weir.coordinator.catalog.TableFiles.TableFile;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TaskPlacementTest {
    private static final WorkerNode SELF = worker("self", "system", 9);
    private static final WorkerNode A = worker("a", "sales", 1);
    private static final WorkerNode B = worker("b", "sales", 2);
    private static final WorkerNode C = worker("c", "sales", 3);

    private static ClusterView cluster(List<WorkerNode> workers, TableFile... files) {
        return new ClusterView() {
            @Override
            public List<WorkerNode> workers(String domain) {
                return domain.equals("sales") ? workers : List.of();
            }

            @Override
            public WorkerNode coordinator() {
                return SELF;
            }

            @Override
            public TableFiles files(TableName table) {
                return new TableFiles(List.of(files));
            }
        };
    }

    private static TableFile file(String path, List<Long> rows, String... workers) {
        return new TableFile(path, 1000, 5, "x", rows, rows, Map.of(), List.of(workers));
    }

    private static Placement place(ClusterView cluster) {
        return TaskPlacement.place("q_20261120_000001", Plans.gather("s", new Site.Coordinator()), cluster);
    }

    @Test
    void replicasShareTheRowGroups() {
        TableFile shared = file("f", List.of(100L, 100L, 100L, 100L, 100L, 100L), "a", "b", "c");
        Placement placement = place(cluster(List.of(A, B, C), shared));
        List<TaskAssignment> scans = placement.stages().get(0);
        assertEquals(3, scans.size());
        Set<Integer> groups = new TreeSet<>();
        for (TaskAssignment task : scans) {
            long rows = 0;
            for (Split split : task.splits().get(1)) {
                rows += split.rows();
                for (int i = 0; i < split.rowGroups(); i++) {
                    assertTrue(groups.add(split.firstRowGroup() + i));
                }
            }
            assertEquals(200, rows);
            assertEquals(1, task.consumers());
        }
        assertEquals(6, groups.size());
        assertEquals(SELF, placement.root().worker());
    }

    @Test
    void partsAreScannedWhereTheyLie() {
        Placement placement = place(cluster(List.of(A, B, C), file("f", List.of(1L, 2L), "a"), file("g", List.of(5L), "c")));
        List<WorkerNode> at = new ArrayList<>();
        for (TaskAssignment task : placement.stages().get(0)) {
            at.add(task.worker());
            assertEquals(1, task.splits().get(1).size());
        }
        assertEquals(List.of(A, C), at);
        assertEquals(2, placement.stages().get(0).getFirst().splits().get(1).getFirst().rowGroups());
    }

    @Test
    void anEmptyTableHasOneTask() {
        assertEquals(1, place(cluster(List.of(A, B))).stages().get(0).size());
    }

    @Test
    void aDomainWithoutWorkersIsNamed() {
        QueryException refused = assertThrows(QueryException.class, () -> place(cluster(List.of())));
        assertEquals(ErrorCode.DOMAIN_UNAVAILABLE, refused.code());
        assertTrue(refused.detail().contains("sales"));
        QueryException gone = assertThrows(QueryException.class, () -> place(cluster(List.of(A), file("f", List.of(1L), "dead"))));
        assertEquals(ErrorCode.DOMAIN_UNAVAILABLE, gone.code());
    }

    @Test
    void stagesThatOnlyReadExchangesUseAllWorkers() {
        Placement placement = TaskPlacement.place("q_1", Plans.relay(10, "sales", "sales", new Site.Domain("sales")), cluster(List.of(A, B, C)));
        assertEquals(1, placement.stages().get(0).size());
        assertEquals(3, placement.stages().get(0).getFirst().consumers());
        assertEquals(3, placement.stages().get(1).size());
        assertEquals(1, placement.stages().get(2).size());
    }
}
