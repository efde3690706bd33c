package dev.weir.coordinator.catalog;

import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.TableDescription;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a domain publishes, over all of its workers. Immutable.
///
/// @param tables by product and name, sorted
public record DomainTables(String domain, DomainState state, int workers, Map<String, Map<String, Entry>> tables) {
    /// A table with its files.
    ///
    /// @param clustered columns by whose values it can be shared out to all workers
    public record Entry(TableDescription description, TableFiles files, Set<String> clustered) {}

    public DomainTables {
        Map<String, Map<String, Entry>> copy = new TreeMap<>();
        tables.forEach((product, entries) -> copy.put(product, new TreeMap<>(entries)));
        tables = copy;
    }

    public Optional<Entry> table(TableName name) {
        return Optional.ofNullable(tables.getOrDefault(name.product(), Map.of()).get(name.table()));
    }
}
