package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A file that goes away, shrinks, grows or becomes another while a slow client reads its table: the answer is whole and of
/// one state of the file, or FILE_CHANGED with its name. Never a mixture and never a short answer.
@Timeout(300)
class ChangingFileTest {
    /// Far more than all the buffers between a file and a client hold.
    private static final int ROWS = 1_500_000;
    private static final int WIDTH = 40;
    private static final String SLOW = "SELECT id, text FROM big";

    private Path folder;
    private Path file;
    private FaultyMesh mesh;

    @FunctionalInterface
    private interface Change {
        void apply(Path file) throws IOException;
    }

    @BeforeEach
    void open() throws Exception {
        folder = FaultyMesh.newFolder();
        FaultyMesh.write(folder, "shop/big.parquet", "SELECT i AS id, lpad(CAST(hash(i) AS VARCHAR), " + WIDTH + ", 'x') AS text FROM range(" + ROWS + ") t(i)",
                ", ROW_GROUP_SIZE 20480, COMPRESSION uncompressed");
        FaultyMesh.write(folder, "shop/other.parquet", "SELECT 7 AS id");
        file = folder.resolve("shop/big.parquet");
        mesh = new FaultyMesh(folder, 2, 1L << 30);
    }

    @AfterEach
    void close() throws Exception {
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    /// @param complete whether all rows may come instead of the error
    private void changed(Change change, boolean complete) throws Exception {
        long rows = 0;
        String failure = "";
        QueryExecution query = mesh.embedded().execute(mesh.session(), mesh.embedded().prepare(mesh.session(), SLOW), List.of());
        try (ResultStream stream = query.open()) {
            for (ResultBatch batch = stream.next(); batch != null; batch = stream.next()) {
                if (rows == 0) {
                    change.apply(file);
                }
                rows += batch.rows();
                batch.close();
            }
        } catch (RuntimeException e) {
            failure = e.toString();
        }
        judge("embedded", rows, failure, complete);
        mesh.assertQuiet();
    }

    private void changedUnderDriver(Change change, boolean complete) throws Exception {
        long rows = 0;
        String failure = "";
        try (Connection connection = mesh.connect(); Statement statement = connection.createStatement()) {
            try (ResultSet results = statement.executeQuery(SLOW)) {
                while (results.next()) {
                    if (rows++ == 0) {
                        Thread.sleep(300);
                        change.apply(file);
                    }
                }
            } catch (Exception e) {
                failure = e.toString();
            }
        }
        judge("JDBC", rows, failure, complete);
        mesh.assertQuiet();
    }

    private static void judge(String arm, long rows, String failure, boolean complete) {
        boolean coded = failure.contains("FILE_CHANGED (EXTERNAL)") && failure.contains("shop/big.parquet");
        assertTrue(coded || complete && failure.isEmpty() && rows == ROWS, () -> arm + ": " + rows + " rows, " + failure);
    }

    private void works() throws Exception {
        assertEquals(List.of(List.of("7")), mesh.answers("SELECT id FROM other"));
    }

    private static void shrink(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    private static void grow(Path file) throws IOException {
        Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
    }

    /// Other bytes of the same length, and another time.
    private static void overwrite(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1 << 20]), channel.size() / 2);
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1000));
    }

    private static void replace(Path file) throws IOException {
        Path fresh = file.resolveSibling(".fresh");
        FaultyMesh.duck("COPY (SELECT i AS id, 'new' AS text FROM range(10) t(i)) TO '" + fresh + "' (FORMAT parquet)");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void vanishesEmbedded() throws Exception {
        changed(Files::delete, true);
        works();
        mesh.fails("SELECT count(*) FROM big WHERE text > 'a'", "");
        mesh.verify();
    }

    @Test
    @Tag("deep")
    void vanishes() throws Exception {
        changedUnderDriver(Files::delete, true);
        works();
    }

    @Test
    void shrinksEmbedded() throws Exception {
        changed(ChangingFileTest::shrink, false);
        works();
    }

    @Test
    void shrinks() throws Exception {
        changedUnderDriver(ChangingFileTest::shrink, false);
        works();
    }

    @Test
    void growsEmbedded() throws Exception {
        changed(ChangingFileTest::grow, true);
        works();
    }

    @Test
    @Tag("deep")
    void overwritten() throws Exception {
        changedUnderDriver(ChangingFileTest::overwrite, false);
        works();
    }

    @Test
    void replacedEmbedded() throws Exception {
        changed(ChangingFileTest::replace, true);
        works();
    }

    @Test
    void replaced() throws Exception {
        changedUnderDriver(ChangingFileTest::replace, true);
        works();
        // Without waiting for the next look at the folder: the query is planned again.
        assertEquals("10", mesh.jdbcRows("SELECT count(*) FROM big WHERE text = 'new'").getFirst().getFirst());
        assertEquals("10", mesh.embeddedRows("SELECT count(*) FROM big WHERE text = 'new'").getFirst().getFirst());
    }
}
