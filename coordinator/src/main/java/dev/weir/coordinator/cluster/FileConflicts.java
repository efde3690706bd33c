package dev.weir.coordinator.cluster;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.DataFileMessage;
import dev.weir.proto.v1.ProductMessage;
import dev.weir.proto.v1.TableMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Compares what two workers of one domain announce: the same path must be the same file.
final class FileConflicts {
    private FileConflicts() {}

    /// FILE_CONFLICT naming both workers and the path, for the first path that is two different files.
    static Optional<QueryException> between(WorkerNode newcomer, CatalogMessage its, WorkerNode other, CatalogMessage theirs) {
        Map<String, DataFileMessage> files = new HashMap<>();
        for (ProductMessage product : theirs.getProductsList()) {
            for (TableMessage table : product.getTablesList()) {
                for (DataFileMessage file : table.getFilesList()) {
                    files.put(file.getPath(), file);
                }
            }
        }
        for (ProductMessage product : its.getProductsList()) {
            for (TableMessage table : product.getTablesList()) {
                for (DataFileMessage file : table.getFilesList()) {
                    DataFileMessage known = files.get(file.getPath());
                    if (known != null && !same(file, known)) {
                        return Optional.of(new QueryException(
                                ErrorCode.FILE_CONFLICT,
                                "Two workers have different files under one path: " + file.getPath() + " (" + other + " and " + newcomer + ")"));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean same(DataFileMessage left, DataFileMessage right) {
        return left.getLength() == right.getLength() && left.getModifiedMillis() == right.getModifiedMillis()
                && left.getFooterHash().equals(right.getFooterHash());
    }
}
