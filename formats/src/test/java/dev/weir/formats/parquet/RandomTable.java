package dev.weir.formats.parquet;

import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Columns of every type, required and nullable, with few and many distinct values, from a seed.
record RandomTable(List<FileColumn> columns, List<List<Object>> values) {
    static final List<FileType> TYPES = List.of(
            new FileType.Bool(), new FileType.Int(8), new FileType.Int(16), new FileType.Int(32), new FileType.Int(64), new FileType.UnsignedInt64(),
            new FileType.Float16(), new FileType.Float32(), new FileType.Float64(), new FileType.Decimal(7, 2), new FileType.Decimal(18, 4),
            new FileType.Decimal(38, 10), new FileType.Utf8(), new FileType.Binary(), new FileType.FixedBinary(7), new FileType.FixedBinary(20),
            new FileType.Uuid(), new FileType.Date(), new FileType.Time(3), new FileType.Time(6), new FileType.Time(9),
            new FileType.Timestamp(3, true), new FileType.Timestamp(6, false), new FileType.Timestamp(9, false));

    static RandomTable of(int rows, Random random) {
        List<FileColumn> columns = new ArrayList<>();
        List<List<Object>> values = new ArrayList<>();
        for (FileType type : TYPES) {
            for (int shape = 0; shape < 4; shape++) {
                boolean nullable = shape % 2 == 1;
                boolean few = shape / 2 == 1;
                columns.add(new FileColumn("c" + columns.size(), type, nullable));
                values.add(column(type, nullable ? random.nextInt(5) : 0, few, rows, random));
            }
        }
        return new RandomTable(columns, values);
    }

    /// @param nulls 0 none, 1 few, 2 a third, 3 long runs, 4 all
    private static List<Object> column(FileType type, int nulls, boolean few, int rows, Random random) {
        List<Object> pool = new ArrayList<>();
        for (int i = 0; few && i < 20; i++) {
            pool.add(value(type, random));
        }
        List<Object> values = new ArrayList<>();
        Object last = null;
        boolean run = false;
        for (int row = 0; row < rows; row++) {
            run ^= random.nextInt(50) == 0;
            boolean isNull = switch (nulls) {
                case 0 -> false;
                case 1 -> random.nextInt(100) == 0;
                case 2 -> random.nextInt(3) == 0;
                case 3 -> run;
                default -> true;
            };
            // Repeat now and then, so that runs are written.
            boolean repeat = last != null && (few ? random.nextInt(4) > 0 : random.nextInt(10) == 0);
            Object value = repeat ? last : few ? pool.get(random.nextInt(pool.size())) : value(type, random);
            last = value;
            values.add(isNull ? null : value);
        }
        return values;
    }

    private static Object value(FileType type, Random random) {
        return switch (type) {
            case FileType.Bool bool -> (long) random.nextInt(2);
            case FileType.Int(int bits) -> random.nextLong() >> (64 - bits) >> (random.nextInt(8) == 0 ? 0 : bits / 2);
            case FileType.UnsignedInt64 unsigned -> new BigInteger(64, random);
            case FileType.Float16 half -> (double) (random.nextInt(4096) - 2048) / 4;
            case FileType.Float32 single -> (double) (float) random.nextGaussian();
            case FileType.Float64 wide -> random.nextInt(50) == 0 ? 0.0 : random.nextGaussian() * 1e10;
            case FileType.Decimal(int precision, int scale) -> {
                BigInteger number = new BigInteger(precision * 3, random).mod(BigInteger.TEN.pow(precision));
                number = random.nextBoolean() ? number : number.negate();
                yield precision <= 18 ? (Object) number.longValueExact() : number;
            }
            case FileType.Utf8 text -> "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ".substring(0, random.nextInt(30)) + random.nextInt(1000);
            case FileType.Binary bytes -> bytes(random.nextInt(100) == 0 ? 200 : random.nextInt(20), random);
            case FileType.FixedBinary(int length) -> bytes(length, random);
            case FileType.Uuid uuid -> bytes(16, random);
            case FileType.Date date -> (long) random.nextInt(40000) - 10000;
            case FileType.Time(int precision) -> switch (precision) {
                case 3 -> random.nextInt(86_400_000) * 1000L;
                case 6 -> random.nextLong(86_400_000_000L);
                default -> random.nextLong(86_400_000_000L) * 1000;
            };
            case FileType.Timestamp(int precision, boolean utc) -> {
                long micros = random.nextLong(4_000_000_000_000_000L) - 2_000_000_000_000_000L;
                yield switch (precision) {
                    case 3 -> Math.floorDiv(micros, 1000L) * 1000;
                    case 6 -> micros;
                    default -> micros * 1000 + random.nextInt(1000);
                };
            }
            case FileType.Unsupported unsupported -> null;
        };
    }

    private static String bytes(int length, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    int rows() {
        return values.getFirst().size();
    }

    /// Writes the table in batches of random sizes, some of them coded.
    void write(Path path, WriteOptions options, Random random) {
        try (BufferAllocator allocator = new RootAllocator(1L << 30); ParquetWriter writer = ParquetWriter.create(path, columns, options, allocator)) {
            int done = 0;
            while (done < rows()) {
                int part = Math.min(rows() - done, 1 + random.nextInt(rows()));
                List<DecodedColumn> batch = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    List<Object> slice = values.get(i).subList(done, done + part);
                    batch.add(random.nextInt(4) == 0 ? Columns.coded(columns.get(i).type().physical(), slice, allocator)
                            : Columns.flat(columns.get(i).type().physical(), slice, allocator));
                }
                writer.write(part, batch);
                batch.forEach(DecodedColumn::close);
                done += part;
            }
            writer.finish();
        }
    }
}
