package dev.weir.planner.catalog;

import dev.weir.exec.plan.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A consistent view of all domains for planning one statement.
public interface Catalog {
    /// Names of all domains, dead ones too, sorted.
    List<String> domains();

    /// Names of a domain's products, sorted; empty when there is no such domain.
    List<String> products(String domain);

    /// Names of a product's tables, sorted.
    List<String> tables(String domain, String product);

    Optional<TableDescription> table(TableName name);

    /// Embedded only: a file named in FROM. Throws QueryException when the file cannot be read; empty when not embedded.
    default Optional<TableDescription> file(String path) {
        return Optional.empty();
    }

    /// Columns by whose values a table can be shared out to all workers of its domain: its row groups follow one another by
    /// them, and every worker has all of its files.
    default Set<String> clustered(TableName table) {
        return Set.of();
    }

    /// How many workers of the domain are alive; 0 when it is unreachable.
    int workers(String domain);
}
