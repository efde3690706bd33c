package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FileType;
import java.util.List;
import java.util.TreeSet;

/// Where a scan's values are in one file: by value id the ordinal (-1: the file has no such column), the file's type and
/// the SQL type that it decodes to.
final class FileColumns {
    final int[] ordinals;
    final FileType[] types;
    final SqlType[] decoded;

    FileColumns(ScanPlan plan, FileMetadata file, String path) {
        int size = plan.values.size();
        ordinals = new int[size];
        types = new FileType[size];
        decoded = new SqlType[size];
        for (int id = 0; id < size; id++) {
            ordinals[id] = -1;
            if (plan.values.get(id) instanceof ScanPlan.Raw(String name, SqlType type)) {
                resolve(id, name, type, file, path);
            }
        }
    }

    private void resolve(int id, String name, SqlType type, FileMetadata file, String path) {
        int ordinal = find(file.columns(), name);
        if (ordinal < 0) {
            return;
        }
        ordinals[id] = ordinal;
        types[id] = file.columns().get(ordinal).type();
        if (types[id] instanceof FileType.Unsupported(String reason)) {
            throw new QueryException(ErrorCode.FORMAT_NOT_SUPPORTED, "Column is not read: " + reason).with("file " + path).with("column " + name);
        }
        decoded[id] = FileTypes.sqlType(types[id]);
        if (!TypeRules.coercible(decoded[id], type)) {
            throw FileErrors.changed(path, "a column of type " + decoded[id] + " is read as " + type).with("column " + name);
        }
    }

    private static int find(List<FileColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// The ordinals to read, each once.
    int[] request() {
        TreeSet<Integer> wanted = new TreeSet<>();
        for (int ordinal : ordinals) {
            if (ordinal >= 0) {
                wanted.add(ordinal);
            }
        }
        int[] request = new int[wanted.size()];
        int i = 0;
        for (int ordinal : wanted) {
            request[i++] = ordinal;
        }
        return request;
    }
}
