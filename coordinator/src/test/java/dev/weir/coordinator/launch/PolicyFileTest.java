package dev.weir.coordinator.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.formats.Columns;
import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.parquet.write.ParquetWriter;
import dev.weir.formats.parquet.write.WriteOptions;
import dev.weir.worker.catalog.DomainCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file `policies.yaml` as it comes, changes, breaks and goes, over the tables `p.t` and `p.other` with a column `id`.
class PolicyFileTest {
    private static final TableName T = new TableName("d", "p", "t");
    private static final TableName OTHER = new TableName("d", "p", "other");
    private static final String ONLY = "rowPolicies: [{name: %s, table: p.t, mode: permissive, to: [all], using: id < %d}]";

    @TempDir
    Path folder;
    private Path file;
    private DomainCatalog catalog;
    private PolicyFile policies;

    @BeforeEach
    void open() throws Exception {
        file = folder.resolve("policies.yaml");
        write("t", new FileType.Int(64), Physical.INT64);
        write("other", new FileType.Int(64), Physical.INT64);
        policies = PolicyFile.inFolder("d", folder);
        catalog = new DomainCatalog("d", folder, table -> policies.current().governs(table), null);
        policies.attach(catalog);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void write(String table, FileType type, Physical physical) throws Exception {
        Path path = folder.resolve("p/" + table + ".parquet");
        Files.createDirectories(path.getParent());
        try (BufferAllocator allocator = new RootAllocator();
                ParquetWriter writer = ParquetWriter.create(path, List.of(new FileColumn("id", type, true)), WriteOptions.defaults(), allocator);
                DecodedColumn ids = Columns.flat(physical, physical == Physical.VIEW ? List.of("a", "b") : List.of(1L, 2L), allocator)) {
            writer.write(2, List.of(ids));
            writer.finish();
        }
    }

    private void assertOpen(TableName table) {
        assertInstanceOf(ScanAccess.Open.class, policies.current().access("ann", table));
        assertFalse(policies.current().governs(table));
    }

    private void assertPolicy(String name) {
        assertEquals(List.of(name), assertInstanceOf(ScanAccess.Governed.class, policies.current().access("ann", T)).policies());
    }

    private void assertClosed(TableName table, String reason) {
        QueryException refused = assertThrows(QueryException.class, () -> policies.current().access("ann", table));
        assertEquals(ErrorCode.POLICY_UNAVAILABLE, refused.code());
        assertTrue(refused.detail().contains(reason), refused::detail);
        assertTrue(policies.current().governs(table));
    }

    @Test
    void aFolderThatNeverHadOneIsOpen() {
        assertOpen(T);
    }

    @Test
    void changesAreEnforcedAtOnce() throws Exception {
        Files.writeString(file, ONLY.formatted("one", 1));
        assertPolicy("one");
        assertOpen(OTHER);
        Files.writeString(file, ONLY.formatted("two", 2));
        assertPolicy("two");
        Files.writeString(file, "{}");
        assertOpen(T);
    }

    @Test
    void whatDoesNotCompileClosesItsTablesAndKeepsNoOlderVersion() throws Exception {
        Files.writeString(file, ONLY.formatted("one", 1));
        assertPolicy("one");
        Files.writeString(file, ONLY.formatted("one", 1).replace("id <", "nosuch <"));
        assertClosed(T, "nosuch");
        assertClosed(T, "policies.yaml does not compile");
        assertOpen(OTHER);
        Files.writeString(file, "rowPolicies: [{");
        assertClosed(T, "policies.yaml cannot be read");
        assertClosed(OTHER, "policies.yaml cannot be read");
        Files.writeString(file, ONLY.formatted("three", 3));
        assertPolicy("three");
        assertOpen(OTHER);
    }

    @Test
    void whatIsNoPolicyClosesTheDomain() throws Exception {
        Files.writeString(file, ONLY.formatted("one", 1));
        assertPolicy("one");
        Files.writeString(file, " \n");
        assertClosed(OTHER, "empty");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertClosed(OTHER, "cannot be read");
        Files.delete(file);
        assertClosed(OTHER, "has gone");
        Files.createSymbolicLink(file, folder.resolve("nowhere"));
        assertClosed(T, "has gone");
        Files.delete(file);
        Files.createDirectory(file);
        assertClosed(T, "cannot be read");
    }

    @Test
    void linksToNothingAndOtherNamesCloseAFreshDomain() throws Exception {
        Files.createSymbolicLink(file, folder.resolve("nowhere"));
        assertClosed(T, "link to nothing");
        Files.delete(file);
        Files.writeString(folder.resolve("policies.yml"), "{}");
        assertClosed(T, "must be called policies.yaml");
    }

    @Test
    void aColumnThatChangesItsTypeIsCompiledAgainAgainst() throws Exception {
        Files.writeString(file, ONLY.formatted("one", 1));
        assertPolicy("one");
        write("t", new FileType.Utf8(), Physical.VIEW);
        catalog.refresh();
        assertClosed(T, "does not compile");
        Files.delete(folder.resolve("p/t.parquet"));
        catalog.refresh();
        assertClosed(T, "there is no table p.t");
    }
}
