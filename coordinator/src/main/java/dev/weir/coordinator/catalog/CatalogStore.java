package dev.weir.coordinator.catalog;

import dev.weir.proto.v1.CatalogMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what each domain last announced on disk, one file a domain, so that a domain that is down when the coordinator
/// starts is still known. A file that cannot be read is left out: its domain announces itself again.
public final class CatalogStore {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogStore.class);
    private static final String SUFFIX = ".catalog";
    /// Of a file while it is written; one that a crash left is overwritten.
    private static final String PART = ".part";

    private final Path folder;

    /// @param folder made when it is missing; null keeps nothing
    public CatalogStore(Path folder) {
        this.folder = folder;
    }

    /// By domain, sorted.
    public Map<String, CatalogMessage> load() {
        Map<String, CatalogMessage> domains = new TreeMap<>();
        if (folder == null || !Files.isDirectory(folder)) {
            return domains;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    CatalogMessage catalog = CatalogMessage.parseFrom(Files.readAllBytes(file));
                    domains.put(catalog.getDomain(), catalog);
                } catch (IOException garbage) {
                    LOG.warn("Catalog cannot be read, waiting for the domain to announce itself: {}", file, garbage);
                }
            }
        } catch (IOException failure) {
            LOG.warn("Catalogs cannot be read: {}", folder, failure);
        }
        return domains;
    }

    /// Replaces a domain's file as a whole, never a part of it. Where that fails, on a full disk for one, the file stays as
    /// it was and the log says so: the catalog in memory does not need it.
    public synchronized void save(CatalogMessage catalog) {
        if (folder == null) {
            return;
        }
        Path file = folder.resolve(name(catalog.getDomain()));
        Path part = file.resolveSibling(file.getFileName() + PART);
        try {
            Files.createDirectories(folder);
            Files.write(part, catalog.toByteArray());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            LOG.warn("Catalog of domain {} cannot be kept in {}: {}", catalog.getDomain(), folder, failure.toString());
            remove(part);
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException failure) {
            LOG.warn("Unfinished file cannot be removed: {}: {}", part, failure.toString());
        }
    }

    /// A domain's name may hold what a file's name may not.
    private static String name(String domain) {
        boolean plain = domain.matches("[a-z0-9_-]{1,100}");
        return (plain ? domain : "x" + HexFormat.of().formatHex(domain.getBytes(StandardCharsets.UTF_8))) + SUFFIX;
    }
}
