package dev.weir.coordinator.catalog;

import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All domains at one moment.
public final class CatalogSnapshot implements Catalog {
    private final Map<String, DomainTables> domains;

    /// @param domains by name, sorted
    CatalogSnapshot(Map<String, DomainTables> domains) {
        this.domains = domains;
    }

    @Override
    public List<String> domains() {
        return List.copyOf(domains.keySet());
    }

    @Override
    public List<String> products(String domain) {
        DomainTables tables = domains.get(domain);
        return tables == null ? List.of() : List.copyOf(tables.tables().keySet());
    }

    @Override
    public List<String> tables(String domain, String product) {
        DomainTables tables = domains.get(domain);
        return tables == null ? List.of() : List.copyOf(tables.tables().getOrDefault(product, Map.of()).keySet());
    }

    @Override
    public Optional<TableDescription> table(TableName name) {
        return entry(name).map(DomainTables.Entry::description);
    }

    @Override
    public Set<String> clustered(TableName table) {
        return entry(table).map(DomainTables.Entry::clustered).orElse(Set.of());
    }

    @Override
    public int workers(String domain) {
        DomainTables tables = domains.get(domain);
        return tables == null ? 0 : tables.workers();
    }

    public Optional<DomainState> state(String domain) {
        return Optional.ofNullable(domains.get(domain)).map(DomainTables::state);
    }

    /// The files of a table; none when there is no such table.
    public TableFiles files(TableName name) {
        return entry(name).map(DomainTables.Entry::files).orElse(new TableFiles(List.of()));
    }

    private Optional<DomainTables.Entry> entry(TableName name) {
        return Optional.ofNullable(domains.get(name.domain())).flatMap(tables -> tables.table(name));
    }
}
