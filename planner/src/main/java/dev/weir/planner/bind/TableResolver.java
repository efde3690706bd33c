package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// Finds the table that a name means: the current product first, then the search path in order, then the only table of
/// that name anywhere.
final class TableResolver {
    static final String SYSTEM = "system";
    static final String INFORMATION_SCHEMA = "information_schema";

    private final Catalog catalog;
    private final BindSettings settings;

    TableResolver(BindContext context) {
        this(context.catalog(), context.settings());
    }

    TableResolver(Catalog catalog, BindSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    TableDescription table(QualifiedName name) {
        TableName found = resolve(name);
        TableDescription table = catalog.table(found).orElseThrow(() -> notFound(name));
        if (!table.problem().isEmpty()) {
            throw QueryException.unreadableTable(found, table.problem()).at(name.position());
        }
        return table;
    }

    /// Finds the full name; it is one that the catalog has.
    TableName resolve(QualifiedName name) {
        List<Identifier> parts = name.parts();
        if (parts.size() > 3) {
            throw new QueryException(
                    ErrorCode.TABLE_NOT_FOUND, "Table name has more than three parts: " + name, name.position(), "write domain.product.table");
        }
        if (parts.size() == 3) {
            return existing(parts.get(0), parts.get(1), parts.get(2)).orElseThrow(() -> notFound(name));
        }
        for (SchemaName schema : near(parts.size() == 2 ? Optional.of(parts.getFirst()) : Optional.empty())) {
            Optional<TableName> found = existing(quoted(schema.domain()), quoted(schema.product()), parts.getLast());
            if (found.isPresent()) {
                return found.get();
            }
        }
        List<TableName> anywhere = anywhere(parts);
        if (anywhere.size() > 1) {
            throw new QueryException(
                    ErrorCode.AMBIGUOUS_TABLE, "Table name is ambiguous: " + name, name.position(),
                    "write one of " + String.join(", ", anywhere.stream().limit(5).map(TableName::toString).toList())
                            + ", or set search_path");
        }
        return anywhere.stream().findFirst().orElseThrow(() -> notFound(name));
    }

    /// The schemas where a name is looked for first, in order.
    private List<SchemaName> near(Optional<Identifier> product) {
        List<SchemaName> schemas = new ArrayList<>();
        if (product.isPresent()) {
            if (!settings.domain().isEmpty()) {
                schemas.add(new SchemaName(settings.domain(), matching(product.get(), catalog.products(settings.domain()))));
            }
        } else if (!settings.product().isEmpty() && !settings.domain().isEmpty()) {
            schemas.add(new SchemaName(settings.domain(), settings.product()));
        }
        for (SchemaName entry : settings.searchPath()) {
            if (product.isPresent() && !Scope.same(product.get(), entry.product(), true)) {
                continue;
            }
            List<String> domains = entry.domain().isEmpty() ? catalog.domains() : List.of(entry.domain());
            for (String domain : domains) {
                schemas.add(new SchemaName(domain, entry.product()));
            }
        }
        return schemas;
    }

    private static Identifier quoted(String text) {
        return new Identifier(text, true, new Position(1, 1));
    }

    private static String matching(Identifier written, List<String> names) {
        for (boolean ignoreCase : new boolean[] {false, true}) {
            for (String name : names) {
                if (Scope.same(written, name, ignoreCase)) {
                    return name;
                }
            }
        }
        return written.text();
    }

    private Optional<TableName> existing(Identifier domain, Identifier product, Identifier table) {
        String domainName = matching(domain, catalog.domains());
        String productName = matching(product, catalog.products(domainName));
        String tableName = matching(table, catalog.tables(domainName, productName));
        TableName name = new TableName(domainName, productName, tableName);
        return catalog.table(name).isPresent() ? Optional.of(name) : Optional.empty();
    }

    private List<TableName> anywhere(List<Identifier> parts) {
        List<TableName> found = new ArrayList<>();
        for (String domain : catalog.domains()) {
            boolean system = domain.equals(SYSTEM);
            for (String product : catalog.products(domain)) {
                boolean named = parts.size() == 2 && Scope.same(parts.getFirst(), product, true);
                boolean hidden = system && (parts.size() == 1 || !named);
                if (hidden || parts.size() == 2 && !named || parts.size() == 1 && product.equals(INFORMATION_SCHEMA)) {
                    continue;
                }
                existing(quoted(domain), quoted(product), parts.getLast()).ifPresent(found::add);
            }
        }
        return found;
    }

    private QueryException notFound(QualifiedName name) {
        TreeSet<String> known = new TreeSet<>();
        List<Identifier> parts = name.parts();
        for (String domain : catalog.domains()) {
            for (String product : catalog.products(domain)) {
                for (String table : catalog.tables(domain, product)) {
                    known.add(parts.size() == 3 ? domain + "." + product + "." + table : parts.size() == 2 ? product + "." + table : table);
                }
            }
        }
        String written = String.join(".", name.texts()).toLowerCase(Locale.ROOT);
        String hint = Suggestions.didYouMean(written, known);
        if (parts.size() == 3 && !catalog.domains().contains(matching(parts.getFirst(), catalog.domains()))) {
            String domains = Suggestions.didYouMean(parts.getFirst().text(), catalog.domains());
            return new QueryException(
                    ErrorCode.TABLE_NOT_FOUND, "Domain not found: " + parts.getFirst().text(), name.position(),
                    domains.isEmpty() ? "SHOW CATALOGS lists the domains" : domains);
        }
        return new QueryException(
                ErrorCode.TABLE_NOT_FOUND, "Table not found: " + name, name.position(),
                hint.isEmpty() && parts.size() == 1 && known.size() > 0 ? "SHOW TABLES lists the tables of the current product" : hint);
    }
}
