package dev.weir.planner.testing;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.ColumnStatistics;
import dev.weir.planner.catalog.TableDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A catalog made by hand: tables with figures, domains with a number of workers.
public final class FakeCatalog implements Catalog {
    private final Map<TableName, TableDescription> tables = new LinkedHashMap<>();
    private final Map<String, Integer> workers = new LinkedHashMap<>();
    private final Map<TableName, Set<String>> clustered = new LinkedHashMap<>();

    /// A column of which these figures are known.
    public static TableDescription.ColumnDescription column(String name, SqlType type, double distinct, Object min, Object max) {
        return new TableDescription.ColumnDescription(name, type, false, new ColumnStatistics(distinct, 0, min, max, Double.NaN), "");
    }

    /// A column of which nothing is known.
    public static TableDescription.ColumnDescription column(String name, SqlType type) {
        return new TableDescription.ColumnDescription(name, type, true, ColumnStatistics.UNKNOWN, "");
    }

    public FakeCatalog workers(String domain, int count) {
        workers.put(domain, count);
        return this;
    }

    public FakeCatalog table(String domain, String product, String table, long rows, TableDescription.ColumnDescription... columns) {
        TableName name = new TableName(domain, product, table);
        tables.put(name, new TableDescription(name, List.of(columns), "snapshot", rows, rows * 100, false, "", ""));
        workers.putIfAbsent(domain, 1);
        return this;
    }

    /// Says that every worker of the table's domain has it, ordered by these columns.
    public FakeCatalog clustered(String domain, String product, String table, String... columns) {
        clustered.put(new TableName(domain, product, table), Set.of(columns));
        return this;
    }

    @Override
    public Set<String> clustered(TableName table) {
        return clustered.getOrDefault(table, Set.of());
    }

    @Override
    public List<String> domains() {
        return List.copyOf(new TreeSet<>(workers.keySet()));
    }

    @Override
    public List<String> products(String domain) {
        TreeSet<String> products = new TreeSet<>();
        tables.keySet().stream().filter(name -> name.domain().equals(domain)).forEach(name -> products.add(name.product()));
        return List.copyOf(products);
    }

    @Override
    public List<String> tables(String domain, String product) {
        List<String> found = new ArrayList<>();
        tables.keySet().stream().filter(name -> name.domain().equals(domain) && name.product().equals(product)).forEach(name -> found.add(name.table()));
        found.sort(String::compareTo);
        return found;
    }

    @Override
    public Optional<TableDescription> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    @Override
    public int workers(String domain) {
        return workers.getOrDefault(domain, 0);
    }
}
