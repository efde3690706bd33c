package dev.weir.coordinator.launch;

import dev.weir.coordinator.query.SystemTable;
import dev.weir.coordinator.query.SystemTables;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.ColumnStatistics;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.catalog.TableDescription.ColumnDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The domains of a catalog and, beside them, the domain `system`.
final class SystemCatalog implements Catalog {
    private static final long GUESSED_ROWS = 100;

    private final Catalog domains;
    private final SystemTables system;

    SystemCatalog(Catalog domains, SystemTables system) {
        this.domains = domains;
        this.system = system;
    }

    @Override
    public List<String> domains() {
        TreeSet<String> names = new TreeSet<>(domains.domains());
        names.add(SystemTable.DOMAIN);
        return new ArrayList<>(names);
    }

    @Override
    public List<String> products(String domain) {
        if (!domain.equals(SystemTable.DOMAIN)) {
            return domains.products(domain);
        }
        TreeSet<String> names = new TreeSet<>();
        for (SystemTable table : system.all()) {
            names.add(table.name().product());
        }
        return new ArrayList<>(names);
    }

    @Override
    public List<String> tables(String domain, String product) {
        if (!domain.equals(SystemTable.DOMAIN)) {
            return domains.tables(domain, product);
        }
        TreeSet<String> names = new TreeSet<>();
        for (SystemTable table : system.all()) {
            if (table.name().product().equals(product)) {
                names.add(table.name().table());
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public Optional<TableDescription> table(TableName name) {
        return name.domain().equals(SystemTable.DOMAIN) ? system.table(name).map(SystemCatalog::describe) : domains.table(name);
    }

    @Override
    public Optional<TableDescription> file(String path) {
        return domains.file(path);
    }

    @Override
    public Set<String> clustered(TableName table) {
        return domains.clustered(table);
    }

    @Override
    public int workers(String domain) {
        return domain.equals(SystemTable.DOMAIN) ? 1 : domains.workers(domain);
    }

    private static TableDescription describe(SystemTable table) {
        List<ColumnDescription> columns = new ArrayList<>();
        for (SystemTable.Column column : table.columns()) {
            columns.add(new ColumnDescription(column.name(), column.type(), true, ColumnStatistics.UNKNOWN, column.remarks()));
        }
        return new TableDescription(table.name(), columns, "", GUESSED_ROWS, 0, false, "", table.remarks());
    }
}
