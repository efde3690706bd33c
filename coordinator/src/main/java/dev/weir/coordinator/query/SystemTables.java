package dev.weir.coordinator.query;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The tables of the domain `system`: what runs (`runtime`) and what domains publish (`mesh`).
/// `information_schema` is the planner's, which answers it from the catalog that it plans with.
public final class SystemTables {
    private final List<SystemTable> tables;

    /// @param nodes   one per live process
    /// @param history of queries
    /// @param catalog all domains; null until there is one
    public SystemTables(Supplier<List<Node>> nodes, Supplier<List<Task>> tasks, Supplier<List<QueryExecution>> history, Supplier<Catalog> catalog) {
        tables = List.of(
                SystemTable.of("runtime", "nodes", "One row per live process.", _ -> nodes(nodes.get()),
                        "node_id varchar", "kind varchar coordinator, worker or embedded", "domain varchar", "region varchar",
                        "address varchar", "state varchar", "version varchar", "started timestamptz"),
                SystemTable.of("runtime", "queries", "Running and lately ended queries of the reader.", user -> queries(history.get(), user),
                        "query_id varchar", "state varchar", "user varchar", "query varchar", "created timestamptz", "planning_ms double",
                        "queued_ms double waiting for others to make room", "elapsed_ms double", "rows bigint", "error_code varchar", "error varchar"),
                SystemTable.of("runtime", "tasks", "Tasks of running queries of the reader.", user -> tasks(tasks.get(), user, history.get()),
                        "query_id varchar", "stage integer", "task integer", "attempt integer", "domain varchar", "node_id varchar", "state varchar",
                        "rows bigint", "bytes bigint"),
                SystemTable.of("mesh", "datasets", "The tables of all domains with what is known of each.", _ -> datasets(catalog.get()),
                        "domain varchar", "product varchar", "name varchar", "rows bigint", "bytes bigint", "governed boolean",
                        "problem varchar why it cannot be read; empty when it can", "snapshot varchar", "remarks varchar"));
    }

    /// @param startedMicros since the epoch
    public record Node(String id, String kind, String domain, String region, String address, String state, String version, long startedMicros) {}

    public record Task(String query, int stage, int task, int attempt, String domain, String node, String state, long rows, long bytes) {}

    public List<SystemTable> all() {
        return tables;
    }

    public Optional<SystemTable> table(TableName name) {
        for (SystemTable table : tables) {
            if (table.name().equals(name)) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    private static List<List<Object>> nodes(List<Node> nodes) {
        List<List<Object>> rows = new ArrayList<>();
        for (Node node : nodes) {
            rows.add(Arrays.asList(node.id(), node.kind(), node.domain(), node.region(), node.address(), node.state(), node.version(), node.startedMicros()));
        }
        return rows;
    }

    private static List<List<Object>> queries(List<QueryExecution> history, String user) {
        List<List<Object>> rows = new ArrayList<>();
        for (QueryExecution query : history) {
            if (query.session().user().equals(user)) {
                QueryException failure = query.failure();
                rows.add(Arrays.asList(query.id(), query.state().name(), query.session().user(), query.sql(), query.createdMillis() * 1000,
                        query.planningNanos() / 1e6, query.queuedNanos() / 1e6, query.elapsedNanos() / 1e6, query.rows(),
                        failure == null ? null : failure.code().name(), failure == null ? null : failure.getMessage()));
            }
        }
        return rows;
    }

    private static List<List<Object>> tasks(List<Task> tasks, String user, List<QueryExecution> history) {
        List<List<Object>> rows = new ArrayList<>();
        for (Task task : tasks) {
            for (QueryExecution query : history) {
                if (query.id().equals(task.query()) && query.session().user().equals(user)) {
                    rows.add(Arrays.asList(task.query(), (long) task.stage(), (long) task.task(), (long) task.attempt(), task.domain(), task.node(),
                            task.state(), task.rows(), task.bytes()));
                }
            }
        }
        return rows;
    }

    private static List<List<Object>> datasets(Catalog catalog) {
        List<List<Object>> rows = new ArrayList<>();
        for (TableDescription table : describe(catalog)) {
            TableName name = table.name();
            if (!name.domain().equals(SystemTable.DOMAIN)) {
                rows.add(Arrays.asList(name.domain(), name.product(), name.table(), table.rows(), table.bytes(), table.governed(), table.problem(),
                        table.governed() ? null : table.snapshot(), table.remarks()));
            }
        }
        return rows;
    }

    private static List<TableDescription> describe(Catalog catalog) {
        List<TableDescription> all = new ArrayList<>();
        for (String domain : catalog.domains()) {
            for (String product : catalog.products(domain)) {
                for (String table : catalog.tables(domain, product)) {
                    catalog.table(new TableName(domain, product, table)).ifPresent(all::add);
                }
            }
        }
        return all;
    }
}
