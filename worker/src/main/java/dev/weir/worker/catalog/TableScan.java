package dev.weir.worker.catalog;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.operator.scan.FileTypes;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FileType;
import dev.weir.formats.RowGroupMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes one table of its files: the columns are the union by name, in the order of the first file that has each, with
/// types widened where no value changes. The first problem of any file is the table's.
final class TableScan {
    private final TableName name;
    private final boolean governed;
    private final Map<String, ColumnSummary> columns = new LinkedHashMap<>();
    private final List<DataFile> files = new ArrayList<>();
    private final Clustering clustering = new Clustering();
    private long rows;
    private long bytes;
    private String problem = "";

    private TableScan(TableName name, boolean governed) {
        this.name = name;
        this.governed = governed;
    }

    static PublishedTable publish(TableName name, List<FolderLayout.Found> found, Footers footers, boolean governed) {
        TableScan table = new TableScan(name, governed);
        Digest snapshot = new Digest();
        for (FolderLayout.Found file : found) {
            table.bytes += file.length();
            snapshot.add(file.path()).add(file.length()).add(file.modifiedMillis());
            Footers.Footer footer = footers.read(file);
            if (footer.metadata() == null) {
                table.problem(footer.problem());
            } else {
                snapshot.add(footer.metadata().footerHash());
                table.add(file, footer.metadata());
            }
        }
        List<PublishedColumn> published = new ArrayList<>();
        for (ColumnSummary column : table.columns.values()) {
            published.add(column.publish());
        }
        return new PublishedTable(name, published, snapshot.text(), table.rows, table.bytes, table.governed, table.problem,
                table.clustering.of(table.files));
    }

    private void problem(String text) {
        if (problem.isEmpty()) {
            problem = text;
        }
    }

    private void add(FolderLayout.Found found, FileMetadata file) {
        Map<String, Integer> ordinals = new HashMap<>();
        for (int i = 0; i < file.columns().size(); i++) {
            FileColumn column = file.columns().get(i);
            if (ordinals.put(column.name(), i) != null) {
                problem(ErrorCode.FORMAT_NOT_SUPPORTED + ": two columns are called " + column.name() + " (file " + found.path() + ")");
                return;
            }
            summary(found, column);
        }
        for (Map.Entry<String, ColumnSummary> column : columns.entrySet()) {
            Integer ordinal = ordinals.get(column.getKey());
            if (ordinal == null) {
                column.getValue().missing(file.rows());
                clustering.missing(column.getKey());
                continue;
            }
            for (RowGroupMetadata group : file.rowGroups()) {
                column.getValue().add(group.rows(), file.columns().get(ordinal).type(), group.columns().get(ordinal));
                clustering.add(column.getKey(), column.getValue().type(), found.path(), group.rows(), group.columns().get(ordinal));
            }
        }
        List<DataFile.RowGroup> groups = new ArrayList<>(file.rowGroups().size());
        for (RowGroupMetadata group : file.rowGroups()) {
            groups.add(new DataFile.RowGroup(group.rows(), group.compressedBytes()));
        }
        files.add(new DataFile(found.path(), file.length(), file.modifiedMillis(), Long.toHexString(file.footerHash()), groups, Map.of()));
        rows += file.rows();
    }

    private void summary(FolderLayout.Found found, FileColumn column) {
        SqlType type = column.type() instanceof FileType.Unsupported ? new SqlType.Row(List.of()) : FileTypes.sqlType(column.type());
        ColumnSummary summary = columns.get(column.name());
        if (summary == null) {
            summary = new ColumnSummary(column.name(), type);
            columns.put(column.name(), summary);
            if (rows > 0) {
                summary.missing(rows);
                clustering.missing(column.name());
            }
        } else {
            Optional<SqlType> wider = widened(summary.type(), type);
            if (wider.isEmpty()) {
                problem(ErrorCode.FORMAT_NOT_SUPPORTED + ": column " + column.name() + " is " + summary.type() + " in one file and " + type + " in another (file "
                        + found.path() + ")");
                return;
            }
            summary.widen(wider.get());
        }
        if (column.nullable()) {
            summary.nullable();
        }
        if (column.type() instanceof FileType.Unsupported(String reason)) {
            summary.remark(reason);
        }
    }

    /// The type that holds every value of both without changing one.
    private static Optional<SqlType> widened(SqlType left, SqlType right) {
        if (left.equals(right)) {
            return Optional.of(left);
        }
        return switch (left) {
            case SqlType.Integral a when right instanceof SqlType.Integral b -> Optional.of(a.bytes() >= b.bytes() ? a : b);
            case SqlType.Real _ when right instanceof SqlType.Double -> Optional.of(right);
            case SqlType.Double _ when right instanceof SqlType.Real -> Optional.of(left);
            case SqlType.Decimal a when right instanceof SqlType.Decimal b && a.scale() == b.scale() ->
                    Optional.of(a.precision() >= b.precision() ? a : b);
            default -> Optional.empty();
        };
    }
}
