package dev.weir.bench.kernel;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.operator.sort.KeyComparator;
import dev.weir.exec.operator.sort.KeyEncoder;
import dev.weir.exec.operator.sort.KeyLayout;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Rows as entries of words: making them, and comparing neighbours by entry instead of by column.
public class SortKeyBenchmark extends KernelFixture {
    @Param({"bigint", "varchar", "date,bigint"})
    public String keys;

    private List<SqlType> types;
    private Batch batch;
    private KeyEncoder encoder;
    private KeyComparator comparator;
    private long size;
    private long entries;

    @Setup
    public void fill() {
        types = switch (keys) {
            case "bigint" -> List.of(SqlType.BIGINT);
            case "varchar" -> List.of(SqlType.VARCHAR);
            default -> List.of(SqlType.DATE, SqlType.BIGINT);
        };
        List<SortKey> order = types.size() == 1 ? List.of(new SortKey(0, false, false)) : List.of(new SortKey(0, false, false), new SortKey(1, false, false));
        batch = owned(new Batch(types.stream().map(this::column).toList(), ROWS));
        KeyLayout layout = new KeyLayout(order, types);
        encoder = new KeyEncoder(layout, allocator);
        comparator = new KeyComparator(layout);
        size = layout.entryBytes();
        entries = memory(ROWS * size);
        encode();
        same("order", compareEntries(), compareColumns());
    }

    private Column column(SqlType type) {
        try (ColumnBuilder builder = new ColumnBuilder(type, ROWS, allocator)) {
            for (int i = 0; i < ROWS; i++) {
                switch (type) {
                    case SqlType.Varchar _ -> builder.appendString("Supplier#" + random.nextInt(1_000_000_000));
                    case SqlType.Date _ -> builder.appendLong(random.nextInt(30));
                    default -> builder.appendLong(random.nextLong());
                }
            }
            return builder.build();
        }
    }

    @Benchmark
    public void encode() {
        encoder.encode(batch, entries);
    }

    @Benchmark
    public long compareEntries() {
        long sum = 0;
        for (int i = 0; i < ROWS - 1; i++) {
            sum += comparator.compare(entries + i * size, batch, i, entries + i * size + size, batch, i + 1) >> 31;
        }
        return sum;
    }

    @Benchmark
    public long compareColumns() {
        long sum = 0;
        for (int i = 0; i < ROWS - 1; i++) {
            sum += compare(i, i + 1) >> 31;
        }
        return sum;
    }

    private int compare(int left, int right) {
        for (int k = 0; k < types.size(); k++) {
            FlatColumn column = (FlatColumn) batch.column(k);
            int order = switch (column.physical()) {
                case VIEW -> StringView.compare(column.address() + left * 16L, column.address() + right * 16L);
                case INT32 -> Integer.compare(Memory.getInt(column.address() + left * 4L), Memory.getInt(column.address() + right * 4L));
                default -> Long.compare(Memory.getLong(column.address() + left * 8L), Memory.getLong(column.address() + right * 8L));
            };
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
