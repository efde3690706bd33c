package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every file that cannot be read keeps its table listed and is named by code and path; the tables beside it work.
@Timeout(300)
class BadFileTest {
    private static final String ROWS = "SELECT i AS id, 'name ' || i AS name, i * 1.5 AS price FROM range(50000) t(i)";

    private static Path folder;
    private static FaultyMesh mesh;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        Path shop = folder.resolve("shop");
        FaultyMesh.write(folder, "shop/good.parquet", ROWS);
        byte[] good = Files.readAllBytes(shop.resolve("good.parquet"));
        Files.write(shop.resolve("truncated.parquet"), Arrays.copyOf(good, good.length / 2));
        Files.write(shop.resolve("empty.parquet"), new byte[0]);
        Files.write(shop.resolve("tiny.parquet"), "PAR1".getBytes());
        Files.write(shop.resolve("text.parquet"), "id,name\n1,one\n2,two\n3,three\n".getBytes());
        byte[] magic = good.clone();
        magic[magic.length - 1] = '2';
        Files.write(shop.resolve("magic.parquet"), magic);
        byte[] length = good.clone();
        Arrays.fill(length, length.length - 8, length.length - 4, (byte) 0x7f);
        Files.write(shop.resolve("length.parquet"), length);
        byte[] footer = good.clone();
        int footerLength = ByteBuffer.wrap(good, good.length - 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Arrays.fill(footer, good.length - 8 - footerLength, good.length - 8 - footerLength + 40, (byte) 0xff);
        Files.write(shop.resolve("footer.parquet"), footer);
        byte[] page = good.clone();
        Arrays.fill(page, 4, 40, (byte) 0xff);
        Files.write(shop.resolve("header.parquet"), page);
        byte[] body = good.clone();
        for (int at = 200; at < good.length / 2; at += 7) {
            body[at] ^= 0x55;
        }
        Files.write(shop.resolve("body.parquet"), body);
        Files.createDirectories(shop.resolve("folder.parquet"));
        Files.createSymbolicLink(shop.resolve("gone.parquet"), shop.resolve("nothing-here.parquet"));
        Files.createSymbolicLink(shop.resolve("loop.parquet"), shop.resolve("loop.parquet"));
        Files.createSymbolicLink(shop.resolve("outside.parquet"), Path.of("/etc/hostname"));
        Files.writeString(shop.resolve("sheet.csv"), "id,name\n1,one\n");
        Files.write(shop.resolve("stripes.orc"), "ORC".getBytes());
        Files.writeString(shop.resolve("lines.json"), "{}\n");
        Files.createDirectories(shop.resolve("both"));
        Files.copy(shop.resolve("good.parquet"), shop.resolve("both/a.parquet"));
        Files.writeString(shop.resolve("both/b.csv"), "id,name\n1,one\n");
        Files.createDirectories(shop.resolve("half"));
        Files.copy(shop.resolve("good.parquet"), shop.resolve("half/a.parquet"));
        Files.write(shop.resolve("half/b.parquet"), Arrays.copyOf(good, 1000));
        FaultyMesh.write(folder, "shop/mixed/a.parquet", "SELECT 1 AS id, 'x' AS what");
        FaultyMesh.write(folder, "shop/mixed/b.parquet", "SELECT 2 AS id, DATE '2026-01-01' AS what");
        FaultyMesh.write(folder, "shop/widened/a.parquet", "SELECT CAST(1 AS INTEGER) AS id, CAST(1.5 AS REAL) AS price, CAST(1.25 AS DECIMAL(5, 2)) AS cost");
        FaultyMesh.write(folder, "shop/widened/b.parquet",
                "SELECT CAST(5000000000 AS BIGINT) AS id, CAST(2.5 AS DOUBLE) AS price, CAST(1234567890123456789.25 AS DECIMAL(21, 2)) AS cost, 'new' AS more");
        FaultyMesh.write(folder, "shop/nested.parquet", "SELECT 1 AS id, [1, 2] AS list, {'a': 1, 'b': 'x'} AS struct, MAP {'k': 1} AS map");
        FaultyMesh.write(folder, "shop/twice.parquet", "SELECT 1 AS id, 2 AS \"ID\"");
        mesh = new FaultyMesh(folder, 2, 1L << 30);
    }

    @AfterAll
    static void close() throws Exception {
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    @AfterEach
    void verify() throws Exception {
        mesh.verify();
        assertEquals(List.of(List.of("50000")), mesh.answers("SELECT count(*) FROM good"));
    }

    private static void refused(String table, String code, String... words) throws InterruptedException {
        mesh.fails("SELECT * FROM " + table, code, words);
        mesh.fails("SELECT count(*) FROM " + table, code, words);
        mesh.fails("SELECT g.id FROM good g JOIN " + table + " b ON g.id = b.id", code, words);
    }

    @Test
    void footers() throws Exception {
        refused("truncated", "FILE_CORRUPT", "shop/truncated.parquet");
        refused("empty", "FILE_CORRUPT", "shop/empty.parquet");
        refused("tiny", "FILE_CORRUPT", "shop/tiny.parquet");
        refused("text", "FILE_CORRUPT", "shop/text.parquet");
        refused("magic", "FILE_CORRUPT", "shop/magic.parquet");
        refused("length", "FILE_CORRUPT", "shop/length.parquet");
        refused("footer", "FILE_CORRUPT", "shop/footer.parquet");
        refused("half", "FILE_CORRUPT", "shop/half/b.parquet");
    }

    @Test
    void pages() throws Exception {
        mesh.fails("SELECT sum(id) FROM header", "FILE_CORRUPT", "shop/header.parquet", "row group 0", "column id", "stage");
        mesh.fails("SELECT id, name, price FROM body", "FILE_CORRUPT", "shop/body.parquet", "row group 0", "column");
        mesh.fails("SELECT g.id FROM good g JOIN body b ON g.id = b.id WHERE b.name > 'a'", "FILE_CORRUPT", "shop/body.parquet");
        mesh.fails("SELECT name FROM body ORDER BY name", "FILE_CORRUPT", "shop/body.parquet");
    }

    @Test
    void whatIsNoFile() throws Exception {
        mesh.fails("SELECT * FROM folder", "TABLE_NOT_FOUND");
        refused("gone", "FILE_UNREADABLE", "shop/gone.parquet");
        refused("loop", "FILE_UNREADABLE", "shop/loop.parquet");
        mesh.fails("SELECT * FROM outside", "TABLE_NOT_FOUND");
    }

    @Test
    void otherFormats() throws Exception {
        refused("sheet", "FORMAT_NOT_SUPPORTED", "CSV not read yet", "shop/sheet.csv");
        refused("stripes", "FORMAT_NOT_SUPPORTED", "ORC not read yet", "shop/stripes.orc");
        refused("lines", "FORMAT_NOT_SUPPORTED", "JSON not read yet", "shop/lines.json");
        refused("both", "FORMAT_NOT_SUPPORTED", "CSV not read yet", "shop/both/b.csv");
        List<List<String>> listed = mesh.answers("SHOW TABLES");
        for (String table : List.of("sheet", "stripes", "truncated", "gone", "mixed")) {
            assertTrue(listed.toString().contains(table), () -> table + " is not in " + listed);
        }
        List<List<String>> reasons = mesh.answers("SELECT name, problem FROM system.mesh.datasets WHERE problem <> ''");
        assertTrue(reasons.toString().contains("FORMAT_NOT_SUPPORTED: ORC not read yet"), reasons.toString());
    }

    @Test
    void schemas() throws Exception {
        refused("mixed", "FORMAT_NOT_SUPPORTED", "column what", "shop/mixed/b.parquet");
        assertEquals(List.of(List.of("1", "1.5", "1.25", "null"), List.of("5000000000", "2.5", "1234567890123456789.25", "new")),
                mesh.answers("SELECT id, price, cost, more FROM widened ORDER BY id"));
        assertEquals(List.of(List.of("1")), mesh.answers("SELECT id FROM nested"));
        assertEquals(List.of(List.of("1")), mesh.answers("SELECT count(*) FROM nested"));
        for (String column : List.of("list", "struct", "map")) {
            mesh.fails("SELECT \"" + column + "\" FROM nested", "NOT_SUPPORTED", column);
            mesh.fails("SELECT count(*) FROM nested WHERE \"" + column + "\" IS NULL", "NOT_SUPPORTED", column);
        }
        mesh.fails("SELECT * FROM nested", "NOT_SUPPORTED", "list");
        mesh.answers("SELECT * FROM twice");
    }

    /// The superuser may read everything, so that there is nothing to see.
    @Test
    void withoutPermission() throws Exception {
        Path denied = FaultyMesh.newFolder();
        FaultyMesh.write(denied, "shop/good.parquet", "SELECT 1 AS id");
        FaultyMesh.write(denied, "shop/file.parquet", "SELECT 1 AS id");
        FaultyMesh.write(denied, "shop/files/a.parquet", "SELECT 1 AS id");
        FaultyMesh.write(denied, "shop/parts/a/a.parquet", "SELECT 1 AS id");
        FaultyMesh.write(denied, "closed/table.parquet", "SELECT 1 AS id");
        List<Path> closed = List.of(denied.resolve("shop/file.parquet"), denied.resolve("shop/files"), denied.resolve("shop/parts/a"), denied.resolve("closed"));
        try {
            for (Path path : closed) {
                Files.setPosixFilePermissions(path, Set.of());
            }
            // To the superuser every file is readable, whatever its permissions.
            Assumptions.assumeFalse(Files.isReadable(closed.getFirst()), "permissions do not apply");
            try (FaultyMesh other = new FaultyMesh(denied, 2, 1L << 28)) {
                other.fails("SELECT * FROM file", "FILE_UNREADABLE", "shop/file.parquet", "access denied");
                other.fails("SELECT * FROM files", "FILE_UNREADABLE", "shop/files");
                other.fails("SELECT * FROM parts", "FILE_UNREADABLE", "shop/parts/a");
                other.fails("SELECT * FROM closed.table", "");
                other.verify();
                assertEquals(List.of(List.of("1")), other.answers("SELECT id FROM good"));
            }
        } finally {
            for (Path path : closed) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
            FaultyMesh.removeFolder(denied);
        }
    }

    /// Only the embedded engine reads files by their path; a server says that it does not.
    @Test
    void filesByTheirPath() throws Exception {
        named("nope.parquet", "FILE_UNREADABLE");
        named("shop/truncated.parquet", "FILE_CORRUPT");
        named("shop/sheet.csv", "FORMAT_NOT_SUPPORTED");
        assertEquals(List.of(List.of("50000")), mesh.embeddedRows("SELECT count(*) FROM '" + folder + "/shop/good.parquet'"));
        mesh.assertQuiet();
    }

    private static void named(String path, String code) throws Exception {
        String sql = "SELECT * FROM '" + folder.resolve(path) + "'";
        String embedded = FaultyMesh.failure(() -> mesh.embeddedRows(sql));
        assertTrue(embedded.startsWith(code + " (") && embedded.contains(path), embedded);
        String server = FaultyMesh.failure(() -> mesh.jdbcRows(sql));
        assertTrue(server.contains("NOT_SUPPORTED (USER)"), server);
    }

    /// A page changed in any place is an error of the file or, where nothing checks those bytes, another value: never a crash
    /// and never a bug.
    @Test
    void anyByte() throws Exception {
        byte[] good = Files.readAllBytes(folder.resolve("shop/good.parquet"));
        Path bytes = FaultyMesh.newFolder();
        Random random = new Random(20261120);
        for (int i = 0; i < 40; i++) {
            byte[] changed = good.clone();
            for (int k = 0; k < 3; k++) {
                changed[4 + random.nextInt(good.length - 8)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(bytes.resolve("shop/b" + i + ".parquet"), changed);
        }
        try (FaultyMesh other = new FaultyMesh(bytes, 2, 1L << 30)) {
            for (int i = 0; i < 40; i++) {
                String code = other.survives("SELECT max(id), max(name), sum(price) FROM b" + i);
                assertTrue(List.of("", "FILE_CORRUPT", "FORMAT_NOT_SUPPORTED", "COLUMN_NOT_FOUND", "TYPE_MISMATCH", "NUMERIC_OVERFLOW", "NOT_SUPPORTED").contains(code), code);
            }
        } finally {
            FaultyMesh.removeFolder(bytes);
        }
    }
}
