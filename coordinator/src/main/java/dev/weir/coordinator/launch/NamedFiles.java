package dev.weir.coordinator.launch;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.worker.catalog.PublishedTable;
import dev.weir.worker.catalog.SingleFile;
import dev.weir.worker.task.TableDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The files that statements of an embedded engine name in FROM: the domain `file`. A file becomes a table when a
/// statement names it, and is looked at anew each time. It is
/// remembered as long as the process lives, since a prepared statement may name it.
final class NamedFiles implements TableDirectory {
    static final String DOMAIN = "file";
    static final Path ROOT = Path.of("/");

    private final Map<TableName, PublishedTable> tables = new ConcurrentHashMap<>();

    /// @param path relative to the working directory, or absolute
    PublishedTable look(String path) {
        Path file = Path.of(path).toAbsolutePath().normalize();
        TableName name = new TableName(DOMAIN, "path", file.toString());
        PublishedTable table = SingleFile.publish(name, ROOT, file);
        tables.put(name, table);
        return table;
    }

    Optional<PublishedTable> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    @Override
    public void verify(PhysicalPlan.Scan scan) {
        if (!tables.containsKey(scan.table())) {
            throw refused(scan);
        }
    }

    @Override
    public void verify(PhysicalPlan.Scan scan, Split split) {
        if (table(scan.table()).flatMap(table -> table.file(split.path())).isEmpty()) {
            throw refused(scan);
        }
    }

    private static QueryException refused(PhysicalPlan.Scan scan) {
        return new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "No statement has named the file " + scan.table().table());
    }
}
