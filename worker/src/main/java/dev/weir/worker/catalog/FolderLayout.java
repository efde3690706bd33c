package dev.weir.worker.catalog;

import dev.weir.exec.plan.TableName;
import dev.weir.formats.FileFormats;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds the data files of a domain's folder and which table each belongs to:
/// `DIR/<product>/<table>.parquet`, `DIR/<product>/<table>/**/*.parquet`, and `DIR/<table>.parquet` for the product `main`.
/// Names that start with `.` or `_` are not looked at, nor is what a symbolic link reaches outside of the folder.
final class FolderLayout {
    static final String MAIN = "main";
    private static final int DEEPEST = 16;

    /// A file that was found.
    ///
    /// @param path relative, with slashes
    record Found(String path, Path file, long length, long modifiedMillis) {}

    /// @param tables files by table, sorted by path
    /// @param problems folders and files that cannot be looked into
    record Listing(Map<TableName, List<Found>> tables, List<String> problems) {}

    private final String domain;
    private final Path folder;
    private final Map<TableName, List<Found>> tables = new TreeMap<>(Comparator.comparing(TableName::product).thenComparing(TableName::table));
    private final List<String> problems = new ArrayList<>();
    private Path real;

    private FolderLayout(String domain, Path folder) {
        this.domain = domain;
        this.folder = folder;
    }

    static Listing list(String domain, Path folder) {
        return new FolderLayout(domain, folder).list();
    }

    private Listing list() {
        try {
            real = folder.toRealPath();
        } catch (IOException failure) {
            problems.add("folder cannot be read: " + failure);
            return new Listing(tables, problems);
        }
        for (Path entry : entries(folder, null)) {
            if (Files.isDirectory(entry)) {
                String product = entry.getFileName().toString();
                for (Path inner : entries(entry, null)) {
                    if (Files.isDirectory(inner)) {
                        walk(inner, new TableName(domain, product, inner.getFileName().toString()), 0);
                    } else {
                        add(inner, product, null);
                    }
                }
            } else {
                add(entry, MAIN, null);
            }
        }
        for (List<Found> files : tables.values()) {
            files.sort(Comparator.comparing(Found::path));
        }
        return new Listing(tables, problems);
    }

    private void walk(Path directory, TableName table, int depth) {
        if (depth > DEEPEST) {
            problems.add("folders are nested too deeply: " + relative(directory));
            return;
        }
        for (Path entry : entries(directory, table)) {
            if (Files.isDirectory(entry)) {
                walk(entry, table, depth + 1);
            } else {
                add(entry, table.product(), table);
            }
        }
    }

    private void add(Path file, String product, TableName given) {
        if (FileFormats.byExtension(file).isEmpty() && FileFormats.notReadYet(file).isEmpty()) {
            return;
        }
        String name = file.getFileName().toString();
        TableName table = given != null ? given : new TableName(domain, product, name.substring(0, name.lastIndexOf('.')));
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                tables.computeIfAbsent(table, _ -> new ArrayList<>())
                        .add(new Found(relative(file), file, attributes.size(), attributes.lastModifiedTime().toMillis()));
            }
        } catch (IOException failure) {
            problems.add("file cannot be read: " + relative(file) + ": " + failure.getClass().getSimpleName());
            // Opening it will fail too, which gives the table its reason.
            tables.computeIfAbsent(table, _ -> new ArrayList<>()).add(new Found(relative(file), file, 0, 0));
        }
    }

    /// @param table whose files the folder holds, which says why it cannot be read; null when that is not known
    private List<Path> entries(Path directory, TableName table) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".") || name.startsWith("_")) {
                    continue;
                }
                if (!leadsOut(entry)) {
                    entries.add(entry);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException failure) {
            problems.add("folder cannot be read: " + relative(directory) + ": " + failure);
            if (table != null) {
                tables.computeIfAbsent(table, _ -> new ArrayList<>()).add(new Found(relative(directory), directory, 0, 0));
            }
        }
        Collections.sort(entries);
        return entries;
    }

    /// A link that leads nowhere stays: its table is listed and says so.
    private boolean leadsOut(Path entry) {
        try {
            if (!Files.isSymbolicLink(entry) || entry.toRealPath().startsWith(real)) {
                return false;
            }
        } catch (IOException nowhere) {
            return false;
        }
        problems.add("link leads out of the folder: " + relative(entry));
        return true;
    }

    private String relative(Path file) {
        StringBuilder text = new StringBuilder();
        for (Path part : folder.relativize(file)) {
            text.append(text.isEmpty() ? "" : "/").append(part);
        }
        return text.toString();
    }
}
