package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Scope.Field;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.catalog.TableDescription.ColumnDescription;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Answers `information_schema` of every domain from the catalog that the statement is planned with, so that it agrees
/// with what the statement could use: `sales.information_schema.tables` has the tables of sales, without a domain (and
/// in the domain `system`) it has all.
final class InformationSchema {
    private record MetadataColumn(String name, SqlType type) {}

    private static final List<MetadataColumn> SCHEMATA = strings("catalog_name", "schema_name");
    private static final List<MetadataColumn> TABLES = strings("table_catalog", "table_schema", "table_name", "table_type", "remarks");
    private static final List<MetadataColumn> COLUMNS = List.of(
            new MetadataColumn("table_catalog", SqlType.VARCHAR), new MetadataColumn("table_schema", SqlType.VARCHAR),
            new MetadataColumn("table_name", SqlType.VARCHAR), new MetadataColumn("column_name", SqlType.VARCHAR),
            new MetadataColumn("ordinal_position", SqlType.BIGINT), new MetadataColumn("column_default", SqlType.VARCHAR),
            new MetadataColumn("is_nullable", SqlType.VARCHAR), new MetadataColumn("data_type", SqlType.VARCHAR),
            new MetadataColumn("remarks", SqlType.VARCHAR));

    private InformationSchema() {}

    /// Binds a name in an information schema; empty for every other name.
    static Optional<FromBinder.From> bind(QualifiedName name, BindContext context) {
        List<Identifier> parts = name.parts();
        int size = parts.size();
        if (size < 2 || size > 3 || !parts.get(size - 2).text().equals(TableResolver.INFORMATION_SCHEMA)) {
            return Optional.empty();
        }
        String domain = size == 3 ? parts.getFirst().text() : context.settings().domain();
        boolean all = domain.isEmpty() || domain.equals(TableResolver.SYSTEM);
        Catalog catalog = context.catalog();
        if (!all && !catalog.domains().contains(domain)) {
            return Optional.empty();
        }
        List<String> domains = all ? catalog.domains() : List.of(domain);
        String table = name.last().text();
        return switch (table) {
            case "schemata" -> Optional.of(values(table, SCHEMATA, schemata(domains, catalog), context));
            case "tables" -> Optional.of(values(table, TABLES, tables(domains, catalog), context));
            case "columns" -> Optional.of(values(table, COLUMNS, columns(domains, catalog), context));
            default -> Optional.empty();
        };
    }

    private static List<MetadataColumn> strings(String... names) {
        List<MetadataColumn> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(new MetadataColumn(name, SqlType.VARCHAR));
        }
        return List.copyOf(columns);
    }

    private static FromBinder.From values(String table, List<MetadataColumn> columns, List<List<Expression>> rows, BindContext context) {
        List<LogicalColumn> made = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (MetadataColumn column : columns) {
            made.add(context.column(column.name(), column.type()));
            fields.add(new Field(List.of(TableResolver.INFORMATION_SCHEMA, table), column.name(), made.getLast(), false));
        }
        return new FromBinder.From(new LogicalPlan.Values(made, rows), fields);
    }

    private static List<List<Expression>> schemata(List<String> domains, Catalog catalog) {
        List<List<Expression>> rows = new ArrayList<>();
        for (String domain : domains) {
            for (String product : catalog.products(domain)) {
                rows.add(row(domain, product));
            }
            if (!catalog.products(domain).contains(TableResolver.INFORMATION_SCHEMA)) {
                rows.add(row(domain, TableResolver.INFORMATION_SCHEMA));
            }
        }
        return rows;
    }

    private static List<List<Expression>> tables(List<String> domains, Catalog catalog) {
        List<List<Expression>> rows = new ArrayList<>();
        for (String domain : domains) {
            for (String product : catalog.products(domain)) {
                for (String table : catalog.tables(domain, product)) {
                    String remarks = catalog.table(new TableName(domain, product, table))
                            .map(description -> description.problem().isEmpty() ? description.remarks() : description.problem())
                            .orElse("");
                    rows.add(row(domain, product, table, "BASE TABLE", remarks));
                }
            }
        }
        return rows;
    }

    private static List<List<Expression>> columns(List<String> domains, Catalog catalog) {
        List<List<Expression>> rows = new ArrayList<>();
        for (String domain : domains) {
            for (String product : catalog.products(domain)) {
                for (String table : catalog.tables(domain, product)) {
                    Optional<TableDescription> description = catalog.table(new TableName(domain, product, table));
                    long position = 0;
                    for (ColumnDescription column : description.map(TableDescription::columns).orElse(List.of())) {
                        position++;
                        List<Expression> row = new ArrayList<>(row(domain, product, table, column.name()));
                        row.add(Literal.ofLong(position));
                        row.add(Literal.ofNull(SqlType.VARCHAR));
                        row.addAll(row(column.nullable() ? "YES" : "NO", column.type().toString().toLowerCase(Locale.ROOT), column.remarks()));
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }

    private static List<Expression> row(String... texts) {
        List<Expression> row = new ArrayList<>();
        for (String text : texts) {
            row.add(text == null || text.isEmpty() ? Literal.ofNull(SqlType.VARCHAR) : Literal.ofString(text));
        }
        return row;
    }
}
