package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Data at its limits: none at all, none but NULLs, the widest numbers, years of five digits, long texts.
@Timeout(300)
class ExtremeDataTest {
    private static final int LONG_TEXT = 3_000_000;

    private static Path folder;
    private static FaultyMesh mesh;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        FaultyMesh.write(folder, "shop/empty.parquet", "SELECT i AS id, 'x' AS name FROM range(0) t(i)");
        try (BufferAllocator allocator = new RootAllocator()) {
            try (ParquetWriter writer = ParquetWriter.create(
                    folder.resolve("shop/groupless.parquet"), List.of(new FileColumn("id", new FileType.Int(64), true)), WriteOptions.defaults(), allocator)) {
                writer.finish();
            }
        }
        FaultyMesh.write(folder, "shop/nulls.parquet",
                "SELECT CAST(NULL AS BIGINT) AS id, CAST(NULL AS VARCHAR) AS name, CAST(NULL AS DECIMAL(38, 5)) AS wide, CAST(NULL AS DATE) AS day,"
                        + " CAST(NULL AS BOOLEAN) AS flag, CAST(NULL AS DOUBLE) AS price, CAST(NULL AS TIMESTAMP) AS moment FROM range(3000)");
        FaultyMesh.write(folder, "shop/wide.parquet",
                "SELECT i AS id, CAST('99999999999999999999999999999999999999' AS DECIMAL(38, 0)) AS most,"
                        + " CAST('-99999999999999999999999999999999999999' AS DECIMAL(38, 0)) AS least,"
                        + " CAST('0.99999999999999999999999999999999999999' AS DECIMAL(38, 38)) AS fine FROM range(3) t(i)");
        FaultyMesh.write(folder, "shop/years.parquet",
                "SELECT DATE '0001-01-01' AS day, TIMESTAMP '0001-01-01 00:00:00' AS moment UNION ALL SELECT DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999'"
                        + " UNION ALL SELECT DATE '12026-05-06', TIMESTAMP '12026-05-06 07:08:09' UNION ALL SELECT DATE '0044-03-15 (BC)', TIMESTAMP '0044-03-15 (BC) 00:00:00'");
        FaultyMesh.write(folder, "shop/texts.parquet", "SELECT i AS id, repeat('long text ', " + LONG_TEXT / 10 + ") || i AS text FROM range(4) t(i)");
        FaultyMesh.write(folder, "shop/numbers.parquet",
                "SELECT CAST(9223372036854775807 AS BIGINT) AS most, CAST(-9223372036854775808 AS BIGINT) AS least, CAST('NaN' AS DOUBLE) AS nan,"
                        + " CAST('Infinity' AS DOUBLE) AS inf, CAST(-0.0 AS DOUBLE) AS zero");
        Files.createDirectories(folder.resolve("shop/nothing"));
        mesh = new FaultyMesh(folder, 2, 1L << 30);
    }

    @AfterAll
    static void close() throws Exception {
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    @AfterEach
    void verify() {
        mesh.verify();
    }

    @Test
    void noRows() throws Exception {
        for (String table : List.of("empty", "groupless")) {
            assertEquals(List.of(), mesh.answers("SELECT * FROM " + table));
            assertEquals(List.of(List.of("0", "null", "null")), mesh.answers("SELECT count(*), sum(id), max(id) FROM " + table));
            assertEquals(List.of(), mesh.answers("SELECT id, count(*) FROM " + table + " GROUP BY id"));
            assertEquals(List.of(), mesh.answers("SELECT id FROM " + table + " ORDER BY id LIMIT 5"));
            assertEquals(List.of(), mesh.answers("SELECT a.id FROM " + table + " a JOIN numbers n ON a.id = n.most"));
            assertEquals(1, mesh.answers("SELECT n.most, a.id FROM numbers n LEFT JOIN " + table + " a ON a.id = n.most").size());
            assertEquals(1, mesh.answers("SELECT n.most FROM numbers n WHERE n.most NOT IN (SELECT id FROM " + table + ")").size());
            assertEquals(1, mesh.answers("SELECT n.most, a.id FROM " + table + " a FULL JOIN numbers n ON a.id = n.most").size());
        }
        mesh.fails("SELECT * FROM nothing", "TABLE_NOT_FOUND", "at 1:15");
    }

    @Test
    void onlyNulls() throws Exception {
        assertEquals(List.of(List.of("3000", "0", "0", "null", "null", "null", "null", "null", "null", "null")), mesh.answers(
                "SELECT count(*), count(id), count(DISTINCT name), sum(id), min(name), max(day), avg(wide), max(flag), sum(price), min(moment) FROM nulls"));
        for (String column : List.of("id", "name", "wide", "day", "flag", "price", "moment")) {
            assertEquals(List.of(List.of("null", "3000")), mesh.answers("SELECT " + column + ", count(*) FROM nulls GROUP BY " + column));
            assertEquals(List.of(), mesh.answers("SELECT a." + column + " FROM nulls a JOIN nulls b ON a." + column + " = b." + column));
            assertEquals(3000, mesh.answers("SELECT " + column + " FROM nulls ORDER BY " + column).size());
            assertEquals(List.of(), mesh.answers("SELECT 1 FROM nulls WHERE " + column + " NOT IN (SELECT " + column + " FROM nulls)"));
        }
    }

    @Test
    void wideDecimals() throws Exception {
        String most = "9".repeat(38);
        assertEquals(List.of(List.of(most, "-" + most, "0." + most)), mesh.answers("SELECT max(most), min(least), max(fine) FROM wide"));
        assertEquals(List.of(List.of("0")), mesh.answers("SELECT DISTINCT most + least FROM wide"));
        for (String sql : List.of("SELECT sum(most) FROM wide", "SELECT most + 1 FROM wide", "SELECT least - 1 FROM wide", "SELECT most * most FROM wide",
                "SELECT most / fine FROM wide", "SELECT CAST(most AS decimal(37, 0)) FROM wide", "SELECT most * 10 FROM wide", "SELECT CAST(most AS bigint) FROM wide",
                "SELECT CAST(fine AS decimal(38, 37)) * most FROM wide", "SELECT avg(most + 1) FROM wide")) {
            mesh.fails(sql, "NUMERIC_OVERFLOW");
        }
        for (String sql : List.of("SELECT -least FROM wide", "SELECT abs(least) FROM wide", "SELECT most % 7 FROM wide", "SELECT avg(most) FROM wide",
                "SELECT most + fine FROM wide", "SELECT round(fine, 2) FROM wide", "SELECT CAST(most AS double) FROM wide", "SELECT CAST(fine AS varchar) FROM wide")) {
            mesh.survives(sql);
        }
    }

    @Test
    void integersAndDoubles() throws Exception {
        for (String sql : List.of("SELECT most + 1 FROM numbers", "SELECT least - 1 FROM numbers", "SELECT -least FROM numbers", "SELECT abs(least) FROM numbers",
                "SELECT least / -1 FROM numbers", "SELECT CAST(nan AS bigint) FROM numbers", "SELECT CAST(inf AS integer) FROM numbers",
                "SELECT CAST(inf AS decimal(10, 2)) FROM numbers", "SELECT CAST(most AS integer) FROM numbers")) {
            mesh.fails(sql, "");
        }
        assertEquals(List.of(List.of("0")), mesh.answers("SELECT least % -1 FROM numbers"));
        for (String sql : List.of("SELECT nan = nan, inf > 1e308, zero = 0 FROM numbers", "SELECT sqrt(-1e0), ln(zero) FROM numbers", "SELECT nan, count(*) FROM numbers GROUP BY nan",
                "SELECT power(10e0, 400)", "SELECT round(1.5, 2147483647)", "SELECT round(1.5e0, -2147483648)")) {
            mesh.survives(sql);
        }
    }

    @Test
    void years() throws Exception {
        assertEquals(4, mesh.answers("SELECT day, moment FROM years").size());
        assertEquals(List.of(List.of("-43"), List.of("1"), List.of("9999"), List.of("12026")), mesh.answers("SELECT extract(year FROM day) FROM years ORDER BY day"));
        for (String sql : List.of("SELECT day + INTERVAL '1' YEAR FROM years", "SELECT CAST(day AS varchar), CAST(moment AS varchar) FROM years",
                "SELECT CAST(moment AS date) FROM years", "SELECT date_trunc('year', moment) FROM years", "SELECT day - INTERVAL '1' DAY FROM years",
                "SELECT DATE '99999-01-01'", "SELECT DATE '0000-01-01'", "SELECT TIMESTAMP '300000-01-01 00:00:00'", "SELECT DATE '-0001-01-01'",
                "SELECT DATE '9999-12-31' + INTERVAL '999999999' DAY", "SELECT CAST('12026-05-06' AS date)")) {
            mesh.survives(sql);
        }
    }

    @Test
    void longTexts() throws Exception {
        assertEquals(List.of(List.of("" + (LONG_TEXT + 1), "4")), mesh.answers("SELECT max(length(text)), count(DISTINCT text) FROM texts"));
        assertEquals(4, mesh.answers("SELECT text FROM texts ORDER BY text DESC").size());
        assertEquals(List.of(List.of("" + (2 * LONG_TEXT + 2))), mesh.answers("SELECT DISTINCT length(a.text || b.text) FROM texts a JOIN texts b ON a.text = b.text"));
        assertEquals(4, mesh.answers("SELECT upper(text) FROM texts WHERE text LIKE '%text%text%long%'").size());
        mesh.survives("SELECT length(repeat('x', 2000000000))");
        mesh.survives("SELECT lpad('x', 2147483647, 'yz') FROM texts");
        mesh.survives("SELECT replace(text, 'long', text) FROM texts");
        String text = "x".repeat(1_000_000);
        assertEquals(List.of(List.of("1000000")), mesh.answers("SELECT length('" + text + "')"));
        assertEquals(List.of(), mesh.answers("SELECT id FROM texts WHERE text = '" + text + "'"));
    }
}
