package dev.weir.formats.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.FileFormats;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.FileReading;
import dev.weir.formats.OpenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that DuckDB wrote are read as DuckDB reads them.
class ReadDuckDbFilesTest {
    @TempDir
    Path folder;

    /// All types, a third of the values NULL in the odd columns.
    static final String ALL_TYPES = """
            SELECT i AS row,
              CAST(i % 3 = 0 AS BOOLEAN) AS b, CASE WHEN i % 7 < 4 THEN i % 5 = 1 END AS bn,
              CAST(i % 256 - 128 AS TINYINT) AS i8, CASE WHEN i % 3 > 0 THEN CAST(i % 65536 - 32768 AS SMALLINT) END AS i16n,
              CAST(CAST(hash(i) % 4000000000 AS BIGINT) - 2000000000 AS INTEGER) AS i32, CASE WHEN i % 3 > 0 THEN CAST(hash(i + 1) >> 2 AS BIGINT) END AS i64n,
              CAST(i % 256 AS UTINYINT) AS u8, CAST(i % 65536 AS USMALLINT) AS u16, CAST(hash(i) % 4294967296 AS UINTEGER) AS u32,
              CASE WHEN i % 2 = 0 THEN hash(i) END AS u64n,
              CAST(i AS FLOAT) / 7 AS f, CASE WHEN i % 3 > 0 THEN CAST(i AS DOUBLE) / 13 END AS dn,
              CAST(i % 9999 - 5000 AS DECIMAL(9, 2)) / 100 AS d9, CAST(CAST(i AS DECIMAL(18, 4)) / 3 AS DECIMAL(18, 4)) AS d18,
              CASE WHEN i % 3 > 0 THEN CAST(-i AS DECIMAL(38, 3)) * 1000000000000000000 END AS d38n,
              'text ' || (i % 100) AS s, CASE WHEN i % 3 > 0 THEN 'long text that does not fit a view ' || i END AS sn,
              '' || hash(i) AS sh, CAST('bytes' || i AS BLOB) AS bin,
              DATE '2000-01-01' + CAST(i % 10000 AS INTEGER) AS dt, TIME '01:02:03' + INTERVAL (i % 1000) SECOND AS tm,
              TIMESTAMP '1999-01-01 00:00:00.123456' + INTERVAL (i) MINUTE AS ts, CAST(TIMESTAMP '1999-01-01 00:00:00.123' + INTERVAL (i) HOUR AS TIMESTAMP_MS) AS tsms,
              CAST(TIMESTAMP '1999-01-01' + INTERVAL (i) SECOND AS TIMESTAMP_NS) AS tsns, CAST(TIMESTAMP '1999-01-01' + INTERVAL (i) SECOND AS TIMESTAMPTZ) AS tstz,
              CASE WHEN i % 3 > 0 THEN md5(i::VARCHAR)::UUID END AS uuid, NULL::INTEGER AS nothing, 42 AS same, [i] AS list, {'a': i} AS struct
            FROM range(ROWS) t(i)""";

    @ParameterizedTest
    @CsvSource({"uncompressed, V1", "snappy, V1", "zstd, V1", "gzip, V1", "lz4_raw, V1", "zstd, V2", "uncompressed, V2", "snappy, V2"})
    void allTypes(String codec, String version) {
        Path path = folder.resolve("all.parquet");
        DuckDb.run("SET threads = 1", "COPY (" + ALL_TYPES.replace("ROWS", "2500") + ") TO '" + path
                + "' (FORMAT parquet, CODEC '" + codec + "', PARQUET_VERSION " + version + ", ROW_GROUP_SIZE 2048)");
        check(path);
    }

    @Test
    void nestedColumnsAreNamed() {
        Path path = folder.resolve("all.parquet");
        DuckDb.run("COPY (" + ALL_TYPES.replace("ROWS", "10") + ") TO '" + path + "' (FORMAT parquet)");
        try (OpenFile file = FileFormats.open(path)) {
            FileMetadata metadata = file.metadata();
            assertEquals("Unsupported[reason=lists are not read yet]", metadata.columns().get(metadata.columns().size() - 2).type().toString());
            assertEquals("Unsupported[reason=groups (rows) are not read yet]", metadata.columns().getLast().type().toString());
        }
    }

    private static void check(Path path) {
        FileMetadata metadata;
        try (OpenFile file = FileFormats.open(path)) {
            metadata = file.metadata();
        }
        List<List<Object>> expected = DuckDb.read(path, metadata.columns());
        for (int rows : new int[] {8192, 1024, 7, 1}) {
            compare(metadata, expected, FileReading.all(path, rows));
        }
        Random random = new Random(11);
        for (int i = 0; i < 6; i++) {
            compare(metadata, expected, FileReading.all(path, 1 + random.nextInt(3000), random));
        }
    }

    static void compare(FileMetadata metadata, List<List<Object>> expected, List<List<Object>> actual) {
        for (int column : FileReading.readable(metadata)) {
            String name = metadata.columns().get(column).name();
            assertEquals(expected.get(column).size(), actual.get(column).size(), name);
            for (int row = 0; row < expected.get(column).size(); row++) {
                Object value = actual.get(column).get(row);
                if (value != FileReading.SKIPPED && !java.util.Objects.equals(expected.get(column).get(row), value)) {
                    assertEquals(expected.get(column).get(row), value, name + " " + metadata.columns().get(column).type() + " row " + row);
                }
            }
        }
    }
}
