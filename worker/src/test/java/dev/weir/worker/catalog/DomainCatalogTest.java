package dev.weir.worker.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.plan.KeyRange;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.DataFileMessage;
import dev.weir.proto.v1.TableMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DomainCatalogTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = leaks.folder();
    }

    private void write(String path, long from, int rows, FileType type, int groupRows) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        List<FileColumn> columns = List.of(new FileColumn("id", type, true), new FileColumn("name", new FileType.Utf8(), true));
        List<Object> ids = new ArrayList<>();
        List<Object> names = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ids.add(from + i);
            names.add(i % 4 == 0 ? null : "name" + i);
        }
        try (ParquetWriter writer = ParquetWriter.create(file, columns, WriteOptions.defaults().withRows(groupRows, groupRows), leaks.allocator());
                DecodedColumn id = Columns.flat(type.physical(), ids, leaks.allocator());
                DecodedColumn name = Columns.flat(new FileType.Utf8().physical(), names, leaks.allocator())) {
            writer.write(rows, List.of(id, name));
            writer.finish();
        }
    }

    private DomainCatalog open() {
        return leaks.closing(new DomainCatalog("sales", folder, _ -> false, null));
    }

    private static TableName name(String product, String table) {
        return new TableName("sales", product, table);
    }

    @Test
    void theLayoutSaysWhichTableAFileBelongsTo() throws Exception {
        write("direct.parquet", 0, 10, new FileType.Int(64), 100);
        write("shop/orders.parquet", 0, 10, new FileType.Int(64), 100);
        write("shop/lines/a.parquet", 0, 10, new FileType.Int(64), 100);
        write("shop/lines/2026/b.parquet", 10, 30, new FileType.Int(64), 20);
        Files.writeString(folder.resolve("shop/notes.txt"), "not data");
        Files.writeString(folder.resolve("shop/_tmp.parquet"), "hidden");
        PublishedCatalog catalog = open().current();
        assertEquals(List.of("main.direct", "shop.lines", "shop.orders"),
                catalog.tables().stream().map(table -> table.name().product() + "." + table.name().table()).toList());
        PublishedTable lines = catalog.table(name("shop", "lines")).orElseThrow();
        assertEquals(40, lines.rows());
        assertEquals(List.of("shop/lines/2026/b.parquet", "shop/lines/a.parquet"), lines.files().stream().map(DataFile::path).toList());
        assertEquals(2, lines.files().getFirst().rowGroups().size());
        PublishedColumn id = lines.column("id").orElseThrow();
        assertEquals(SqlType.BIGINT, id.type());
        assertEquals(0L, id.min().value());
        assertEquals(39L, id.max().value());
        assertEquals(40, id.distinct());
        assertEquals(0, id.nullFraction());
        assertEquals(11 / 40.0, lines.column("name").orElseThrow().nullFraction(), 1e-9);
        assertEquals("", lines.problem());
    }

    @Test
    void typesWidenWhereNoValueChanges() throws Exception {
        write("p/t/a.parquet", 0, 10, new FileType.Int(32), 100);
        write("p/t/b.parquet", 1L << 40, 10, new FileType.Int(64), 100);
        PublishedTable table = open().current().table(name("p", "t")).orElseThrow();
        assertEquals(SqlType.BIGINT, table.column("id").orElseThrow().type());
        assertEquals((1L << 40) + 9, table.column("id").orElseThrow().max().value());
        write("p/t/c.parquet", 0, 10, new FileType.Date(), 100);
        PublishedTable mixed = open().current().table(name("p", "t")).orElseThrow();
        assertTrue(mixed.problem().startsWith("FORMAT_NOT_SUPPORTED: column id is bigint in one file and date in another"), mixed.problem());
    }

    @Test
    void whatCannotBeReadStaysListedWithTheReason() throws Exception {
        write("p/good.parquet", 0, 10, new FileType.Int(64), 100);
        Files.createDirectories(folder.resolve("p"));
        Files.writeString(folder.resolve("p/broken.parquet"), "this is no such file at all");
        Files.writeString(folder.resolve("p/later.csv"), "a,b\n1,2\n");
        PublishedCatalog catalog = open().current();
        assertTrue(catalog.table(name("p", "broken")).orElseThrow().problem().startsWith("FILE_CORRUPT: "));
        assertTrue(catalog.table(name("p", "broken")).orElseThrow().problem().contains("p/broken.parquet"));
        assertTrue(catalog.table(name("p", "later")).orElseThrow().problem().startsWith("FORMAT_NOT_SUPPORTED: CSV not read yet"));
        assertEquals("", catalog.table(name("p", "good")).orElseThrow().problem());
    }

    @Test
    void changesAreSeen() throws Exception {
        write("p/t/a.parquet", 0, 10, new FileType.Int(64), 100);
        DomainCatalog catalog = leaks.closing(new DomainCatalog("sales", folder, _ -> false, Duration.ofMillis(20)));
        BlockingQueue<PublishedCatalog> seen = new ArrayBlockingQueue<>(10);
        catalog.onChange(seen::add);
        PublishedCatalog first = catalog.current();
        assertSame(first, catalog.refresh());
        write("p/t/b.parquet", 0, 5, new FileType.Int(64), 100);
        PublishedCatalog second = seen.poll(60, TimeUnit.SECONDS);
        while (second.table(name("p", "t")).orElseThrow().rows() != 15) {
            second = seen.poll(60, TimeUnit.SECONDS);
        }
        assertNotEquals(first.digest(), second.digest());
        Files.delete(folder.resolve("p/t/a.parquet"));
        assertEquals(5, seen.poll(60, TimeUnit.SECONDS).table(name("p", "t")).orElseThrow().rows());
    }

    @Test
    void linksOutOfTheFolderAreNotFollowed() throws Exception {
        Path other = Files.createTempDirectory("outside");
        try {
            Files.createSymbolicLink(folder.resolve("escape"), other);
            PublishedCatalog catalog = open().current();
            assertTrue(catalog.tables().isEmpty());
            assertEquals(List.of("link leads out of the folder: escape"), catalog.problems());
        } finally {
            Files.delete(other);
        }
    }

    @Test
    void rowGroupsThatFollowOneAnotherAreTold() throws Exception {
        write("p/t/b.parquet", 0, 30, new FileType.Int(64), 10);
        write("p/t/a.parquet", 30, 25, new FileType.Int(64), 10);
        write("p/mixed/a.parquet", 0, 30, new FileType.Int(64), 10);
        write("p/mixed/b.parquet", 5, 30, new FileType.Int(64), 10);
        PublishedCatalog catalog = open().current();
        PublishedTable table = catalog.table(name("p", "t")).orElseThrow();
        assertEquals(List.of(new KeyRange(30, 39), new KeyRange(40, 49), new KeyRange(50, 54)), table.file("p/t/a.parquet").orElseThrow().keyRanges().get("id"));
        assertEquals(Set.of("id"), table.file("p/t/b.parquet").orElseThrow().keyRanges().keySet());
        assertEquals(Map.of(), catalog.table(name("p", "mixed")).orElseThrow().files().getFirst().keyRanges());
        DataFileMessage told = CatalogCodec.encode(catalog).getProducts(0).getTables(1).getFiles(0);
        assertEquals(List.of(30L, 40L, 50L), told.getKeyRanges(0).getLeastList());
        assertEquals(List.of(39L, 49L, 54L), told.getKeyRanges(0).getGreatestList());
    }

    @Test
    void governedTablesTellNoBoundsAndRoundedFigures() throws Exception {
        write("p/t.parquet", 1234, 1234, new FileType.Int(64), 10_000);
        write("p/u/t.parquet", 0, 30, new FileType.Int(64), 10);
        DomainCatalog catalog = leaks.closing(new DomainCatalog("sales", folder, table -> table.product().equals("p"), null));
        CatalogMessage message = CatalogCodec.encode(catalog.current());
        TableMessage table = message.getProducts(0).getTables(0);
        assertTrue(table.getGoverned());
        assertEquals(1200, table.getRows());
        assertEquals(1200, table.getFiles(0).getRowGroupRows(0));
        assertFalse(table.getColumns(0).hasMin());
        assertTrue(Double.isNaN(table.getColumns(0).getDistinct()));
        assertEquals(3, message.getProducts(0).getTables(1).getFiles(0).getRowGroupRowsCount());
        assertEquals(0, message.getProducts(0).getTables(1).getFiles(0).getKeyRangesCount());
    }

    @Test
    void aFolderThatIsNotThereIsAProblemAndNoCrash() {
        PublishedCatalog catalog = leaks.closing(new DomainCatalog("sales", folder.resolve("missing"), _ -> false, null)).current();
        assertEquals(1, catalog.problems().size());
    }
}
