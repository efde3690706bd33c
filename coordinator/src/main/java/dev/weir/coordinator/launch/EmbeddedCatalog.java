package dev.weir.coordinator.launch;

import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.ColumnStatistics;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.catalog.TableDescription.ColumnDescription;
import dev.weir.worker.catalog.PublishedCatalog;
import dev.weir.worker.catalog.PublishedColumn;
import dev.weir.worker.catalog.PublishedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The catalog of an engine in one process: what its domains' folders hold now.
final class EmbeddedCatalog implements Catalog {
    private final Map<String, PublishedCatalog> domains;
    private final NamedFiles files;

    /// @param domains by name, sorted
    EmbeddedCatalog(Map<String, PublishedCatalog> domains, NamedFiles files) {
        this.domains = domains;
        this.files = files;
    }

    @Override
    public List<String> domains() {
        return new ArrayList<>(domains.keySet());
    }

    @Override
    public List<String> products(String domain) {
        return domains.containsKey(domain) ? new ArrayList<>(domains.get(domain).products().keySet()) : List.of();
    }

    @Override
    public List<String> tables(String domain, String product) {
        List<String> names = new ArrayList<>();
        if (domains.containsKey(domain)) {
            for (PublishedTable table : domains.get(domain).products().getOrDefault(product, List.of())) {
                names.add(table.name().table());
            }
        }
        return names;
    }

    @Override
    public Optional<TableDescription> table(TableName name) {
        PublishedCatalog domain = domains.get(name.domain());
        return domain == null ? Optional.empty() : domain.table(name).map(table -> describe(table.announced()));
    }

    @Override
    public int workers(String domain) {
        return domains.containsKey(domain) || domain.equals(NamedFiles.DOMAIN) ? 1 : 0;
    }

    @Override
    public Optional<TableDescription> file(String path) {
        return Optional.of(describe(files.look(path)));
    }

    private static TableDescription describe(PublishedTable table) {
        List<ColumnDescription> columns = new ArrayList<>();
        for (PublishedColumn column : table.columns()) {
            ColumnStatistics statistics = new ColumnStatistics(column.distinct(), column.nullFraction(),
                    column.min() == null ? null : column.min().value(), column.max() == null ? null : column.max().value(), column.averageBytes());
            columns.add(new ColumnDescription(column.name(), column.type(), column.nullable(), statistics, column.remarks()));
        }
        return new TableDescription(table.name(), columns, table.snapshot(), table.rows(), table.bytes(), table.governed(), table.problem(), "");
    }
}
