package dev.weir.coordinator.catalog;

import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.plan.KeyRange;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.wire.LiteralCodec;
import dev.weir.exec.plan.wire.TypeCodec;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.planner.catalog.ColumnStatistics;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.catalog.TableDescription.ColumnDescription;
import dev.weir.proto.v1.ColumnMessage;
import dev.weir.proto.v1.DataFileMessage;
import dev.weir.proto.v1.KeyRangesMessage;
import dev.weir.proto.v1.TableMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes one table of what several workers of a domain announce under its name: equal files are counted once, different
/// files add up, columns are the union by name.
final class TableMerge {
    private final TableName name;
    private final Map<String, File> files = new TreeMap<>();
    private final Map<String, Merged> columns = new LinkedHashMap<>();
    private final List<String> snapshots = new ArrayList<>();
    private String problem = "";
    private String remarks = "";
    private boolean governed;
    private long unlistedBytes;

    TableMerge(TableName name) {
        this.name = name;
    }

    private record File(DataFileMessage message, WorkerNode first, List<String> workers) {}

    /// A column so far, with the rows that its statistics speak of.
    private record Merged(ColumnDescription column, long rows) {}

    void add(WorkerNode worker, TableMessage table) {
        boolean news = false;
        long rows = 0;
        for (DataFileMessage file : table.getFilesList()) {
            File known = files.get(file.getPath());
            if (known == null) {
                files.put(file.getPath(), new File(file, worker, new ArrayList<>(List.of(worker.id()))));
                rows += rows(file);
                news = true;
            } else if (same(known.message, file)) {
                known.workers.add(worker.id());
            } else {
                problem(ErrorCode.FILE_CONFLICT + ": two workers have different files under one path: " + file.getPath()
                        + " (" + known.first + " and " + worker + ")");
            }
        }
        if (!table.getProblem().isEmpty()) {
            problem(table.getProblem());
        }
        if (!snapshots.contains(table.getSnapshot())) {
            snapshots.add(table.getSnapshot());
            unlistedBytes += Math.max(0, table.getBytes() - bytes(table));
        }
        governed |= table.getGoverned();
        remarks = remarks.isEmpty() ? table.getRemarks() : remarks;
        for (ColumnMessage column : table.getColumnsList()) {
            ColumnDescription described = describe(column);
            Merged known = columns.get(column.getName());
            if (known == null) {
                columns.put(column.getName(), new Merged(described, rows));
            } else if (news) {
                columns.put(column.getName(), merge(known, described, rows));
            }
        }
    }

    /// @param workers how many announce tables
    DomainTables.Entry build(int workers) {
        long rows = 0;
        long bytes = unlistedBytes;
        List<TableFiles.TableFile> listed = new ArrayList<>(files.size());
        for (File file : files.values()) {
            DataFileMessage message = file.message;
            rows += rows(message);
            bytes += message.getLength();
            listed.add(new TableFiles.TableFile(
                    message.getPath(), message.getLength(), message.getModifiedMillis(), message.getFooterHash(),
                    message.getRowGroupRowsList(), message.getRowGroupBytesList(), governed ? Map.of() : keyRanges(message), file.workers));
        }
        List<ColumnDescription> described = new ArrayList<>(columns.size());
        for (Merged column : columns.values()) {
            described.add(column.column);
        }
        snapshots.sort(null);
        TableFiles tableFiles = new TableFiles(listed);
        return new DomainTables.Entry(
                new TableDescription(name, described, String.join("+", snapshots), governed ? rounded(rows) : rows, governed ? rounded(bytes) : bytes, governed, problem, remarks),
                tableFiles, tableFiles.clustered(workers));
    }

    /// Two significant digits: sums of rounded figures tell more than one.
    private static long rounded(long figure) {
        long unit = 1;
        while (figure / unit >= 100) {
            unit *= 10;
        }
        return (figure + unit / 2) / unit * unit;
    }

    /// Of columns of which each row group's range is told.
    private static Map<String, List<KeyRange>> keyRanges(DataFileMessage file) {
        Map<String, List<KeyRange>> known = new HashMap<>();
        for (KeyRangesMessage column : file.getKeyRangesList()) {
            List<KeyRange> ranges = new ArrayList<>(column.getLeastCount());
            boolean sound = column.getLeastCount() == file.getRowGroupRowsCount() && column.getGreatestCount() == column.getLeastCount();
            for (int i = 0; sound && i < column.getLeastCount(); i++) {
                sound = column.getLeast(i) <= column.getGreatest(i);
                if (sound) {
                    ranges.add(new KeyRange(column.getLeast(i), column.getGreatest(i)));
                }
            }
            if (sound) {
                known.put(column.getColumn(), ranges);
            }
        }
        return known;
    }

    private void problem(String text) {
        problem = problem.isEmpty() ? text : problem;
    }

    private Merged merge(Merged left, ColumnDescription right, long rows) {
        ColumnDescription a = left.column;
        SqlType type = a.type();
        if (!type.equals(right.type())) {
            boolean numbers = type.isNumeric() && right.type().isNumeric();
            if (!numbers || TypeRules.common(type, right.type()).isEmpty()) {
                problem(ErrorCode.FILE_CONFLICT + ": column " + a.name() + " is " + type + " on one worker and " + right.type() + " on another");
                return left;
            }
            type = TypeRules.common(type, right.type()).get();
        }
        return new Merged(
                new ColumnDescription(a.name(), type, a.nullable() || right.nullable(), merge(a.statistics(), left.rows, right.statistics(), rows), a.remarks()),
                left.rows + rows);
    }

    private static ColumnStatistics merge(ColumnStatistics a, long aRows, ColumnStatistics b, long bRows) {
        double rows = Math.max(1, (double) aRows + bRows);
        Object min = extreme(a.min(), b.min(), -1);
        Object max = extreme(a.max(), b.max(), 1);
        double distinct = Math.min(a.distinct() + b.distinct(), rows);
        if (min instanceof Long low && max instanceof Long high) {
            distinct = Math.min(distinct, (double) high - low + 1);
        }
        return new ColumnStatistics(
                distinct, (a.nullFraction() * aRows + b.nullFraction() * bRows) / rows, min, max,
                (a.averageBytes() * aRows + b.averageBytes() * bRows) / rows);
    }

    /// The less (-1) or greater (1) of two bounds; unknown when one is.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object extreme(Object a, Object b, int sign) {
        if (a == null || b == null || a.getClass() != b.getClass() || !(a instanceof Comparable)) {
            return null;
        }
        return Integer.signum(((Comparable) a).compareTo(b)) == sign ? a : b;
    }

    private static ColumnDescription describe(ColumnMessage column) {
        Literal min = column.hasMin() ? LiteralCodec.decode(column.getMin()) : null;
        Literal max = column.hasMax() ? LiteralCodec.decode(column.getMax()) : null;
        return new ColumnDescription(
                column.getName(), TypeCodec.decode(column.getType()), column.getNullable(),
                new ColumnStatistics(
                        column.getDistinct(), column.getNullFraction(), min == null ? null : min.value(), max == null ? null : max.value(),
                        column.getAverageBytes()),
                column.getRemarks());
    }

    private static boolean same(DataFileMessage left, DataFileMessage right) {
        return left.getLength() == right.getLength() && left.getModifiedMillis() == right.getModifiedMillis()
                && left.getFooterHash().equals(right.getFooterHash());
    }

    private static long rows(DataFileMessage file) {
        long rows = 0;
        for (long group : file.getRowGroupRowsList()) {
            rows += group;
        }
        return rows;
    }

    private static long bytes(TableMessage table) {
        long bytes = 0;
        for (DataFileMessage file : table.getFilesList()) {
            bytes += file.getLength();
        }
        return bytes;
    }
}
