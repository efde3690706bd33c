package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.Query;
import dev.weir.planner.sql.SqlFormatter;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rewrites SHOW and DESCRIBE as queries over `information_schema`.
final class ShowQueries {
    private ShowQueries() {}

    /// Every domain has at least its information schema, so none is missing.
    static Query catalogs(Statement.ShowCatalogs show) {
        return parse("SELECT DISTINCT catalog_name AS \"Catalog\" FROM system.information_schema.schemata"
                + where(List.of(), "catalog_name", show.like()) + " ORDER BY 1");
    }

    static Query schemas(Statement.ShowSchemas show, Catalog catalog, BindSettings settings) {
        String domain = show.catalog().map(Identifier::text).orElse(settings.domain());
        show.catalog().ifPresent(name -> checkDomain(name.text(), catalog, name.position()));
        if (domain.isEmpty()) {
            return parse("SELECT catalog_name AS \"Catalog\", schema_name AS \"Schema\" FROM system.information_schema.schemata"
                    + where(List.of(), "schema_name", show.like()) + " ORDER BY 1, 2");
        }
        return parse("SELECT schema_name AS \"Schema\" FROM system.information_schema.schemata"
                + where(List.of(equal("catalog_name", domain)), "schema_name", show.like()) + " ORDER BY 1");
    }

    /// Lists the tables of a product; without one, those of the current product, else of the search path, else all.
    static Query tables(Statement.ShowTables show, Catalog catalog, BindSettings settings) {
        String domain = settings.domain();
        String product = settings.product();
        if (show.schema().isPresent()) {
            List<Identifier> parts = show.schema().get().parts();
            Position position = show.schema().get().position();
            if (parts.size() > 2) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "SHOW TABLES takes domain.product: " + show.schema().get(), position);
            }
            boolean domainAlone = parts.size() == 1 && catalog.domains().contains(parts.getFirst().text())
                    && (domain.isEmpty() || !catalog.products(domain).contains(parts.getFirst().text()));
            if (domainAlone) {
                domain = parts.getFirst().text();
                product = "";
            } else {
                domain = parts.size() == 2 ? parts.getFirst().text() : domain.isEmpty() ? only(parts.getFirst(), catalog, position) : domain;
                product = parts.getLast().text();
                checkDomain(domain, catalog, position);
                checkProduct(domain, product, catalog, position);
            }
        }
        List<String> conditions = new ArrayList<>();
        if (!domain.isEmpty()) {
            conditions.add(equal("table_catalog", domain));
            if (!product.isEmpty()) {
                conditions.add(equal("table_schema", product));
                return parse("SELECT table_name AS \"Table\" FROM system.information_schema.tables"
                        + where(conditions, "table_name", show.like()) + " ORDER BY 1");
            }
        } else if (!settings.searchPath().isEmpty()) {
            List<String> entries = new ArrayList<>();
            for (SchemaName entry : settings.searchPath()) {
                String inProduct = equal("table_schema", entry.product());
                entries.add(entry.domain().isEmpty() ? inProduct : "(" + equal("table_catalog", entry.domain()) + " AND " + inProduct + ")");
            }
            conditions.add("(" + String.join(" OR ", entries) + ")");
        } else {
            conditions.add("table_catalog <> 'system'");
        }
        return parse("SELECT table_catalog AS \"Catalog\", table_schema AS \"Schema\", table_name AS \"Table\""
                + " FROM system.information_schema.tables" + where(conditions, "table_name", show.like()) + " ORDER BY 1, 2, 3");
    }

    static Query columns(Statement.ShowColumns show, Catalog catalog, BindSettings settings) {
        TableName table = new TableResolver(catalog, settings).resolve(show.table());
        List<String> conditions = List.of(
                equal("table_catalog", table.domain()), equal("table_schema", table.product()), equal("table_name", table.table()));
        return parse("SELECT column_name AS \"Column\", data_type AS \"Type\", is_nullable AS \"Null\", remarks AS \"Remarks\""
                + " FROM system.information_schema.columns" + where(conditions, "column_name", show.like()) + " ORDER BY ordinal_position");
    }

    static void checkDomain(String domain, Catalog catalog, Position position) {
        if (!catalog.domains().contains(domain)) {
            throw new QueryException(
                    ErrorCode.TABLE_NOT_FOUND, "Domain not found: " + domain, position, Suggestions.didYouMean(domain, catalog.domains()));
        }
    }

    static void checkProduct(String domain, String product, Catalog catalog, Position position) {
        List<String> products = catalog.products(domain);
        if (!products.contains(product) && !product.equals(TableResolver.INFORMATION_SCHEMA)) {
            throw new QueryException(
                    ErrorCode.TABLE_NOT_FOUND, "Data product not found in " + domain + ": " + product, position,
                    Suggestions.didYouMean(product, products));
        }
    }

    /// The domain of the only product of a name.
    private static String only(Identifier product, Catalog catalog, Position position) {
        List<String> domains = new ArrayList<>();
        for (String domain : catalog.domains()) {
            if (catalog.products(domain).contains(product.text())) {
                domains.add(domain);
            }
        }
        if (domains.size() > 1) {
            throw new QueryException(
                    ErrorCode.AMBIGUOUS_TABLE, "Several domains have a data product of that name: " + product.text(), position,
                    "write one of " + String.join(", ", domains.stream().map(domain -> domain + "." + product.text()).toList()));
        }
        if (domains.isEmpty()) {
            throw new QueryException(
                    ErrorCode.TABLE_NOT_FOUND, "Neither a domain nor a data product: " + product.text(), position,
                    Suggestions.didYouMean(product.text(), catalog.domains()));
        }
        return domains.getFirst();
    }

    private static String equal(String column, String value) {
        return column + " = " + SqlFormatter.string(value);
    }

    private static String where(List<String> conditions, String column, Optional<String> like) {
        List<String> all = new ArrayList<>(conditions);
        like.ifPresent(pattern -> all.add(column + " LIKE " + SqlFormatter.string(pattern)));
        return all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
    }

    private static Query parse(String sql) {
        return ((Statement.QueryStatement) SqlParser.parseStatement(sql)).query();
    }
}
