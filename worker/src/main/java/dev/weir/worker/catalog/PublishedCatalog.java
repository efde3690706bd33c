package dev.weir.worker.catalog;

import dev.weir.exec.plan.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that a domain publishes at one moment. Immutable.
///
/// @param digest   of everything in it; equal digests are equal catalogs
/// @param tables   sorted by product and name
/// @param problems of the folder as a whole
public record PublishedCatalog(String domain, String digest, List<PublishedTable> tables, List<String> problems) {
    public PublishedCatalog {
        tables = List.copyOf(tables);
        problems = List.copyOf(problems);
    }

    public static PublishedCatalog empty(String domain) {
        return new PublishedCatalog(domain, "", List.of(), List.of());
    }

    public Optional<PublishedTable> table(TableName name) {
        for (PublishedTable table : tables) {
            if (table.name().equals(name)) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /// Tables by product, sorted.
    public Map<String, List<PublishedTable>> products() {
        Map<String, List<PublishedTable>> products = new TreeMap<>();
        for (PublishedTable table : tables) {
            products.computeIfAbsent(table.name().product(), _ -> new java.util.ArrayList<>()).add(table);
        }
        return products;
    }
}
