package dev.weir.planner.bind;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.With;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The names that WITH clauses define, innermost first; names of a clause are added as its queries are bound.
final class CommonTables {
    private final CommonTables outer;
    private final Map<String, CommonTable> tables = new LinkedHashMap<>();

    CommonTables(CommonTables outer) {
        this.outer = outer;
    }

    static CommonTables none() {
        return new CommonTables(null);
    }

    /// What a name of a WITH clause stands for.
    sealed interface CommonTable {
        /// A query that is computed once.
        record Shared(int id, BoundQuery query, List<String> names, boolean[] used) implements CommonTable {}

        /// A query that uses columns around it, so that each use binds it anew.
        record Repeated(With.CommonTable syntax, CommonTables visible, Scope scope) implements CommonTable {}

        /// A query of WITH RECURSIVE while it is being bound.
        record Unfinished(With.CommonTable syntax) implements CommonTable {}
    }

    void add(String name, CommonTable table) {
        tables.put(name, table);
    }

    void remove(String name) {
        tables.remove(name);
    }

    boolean defines(String name) {
        return tables.containsKey(name);
    }

    /// The same names now; names added later do not show in it.
    CommonTables copy() {
        CommonTables copy = new CommonTables(outer);
        copy.tables.putAll(tables);
        return copy;
    }

    Optional<CommonTable> find(Identifier name) {
        for (CommonTables level = this; level != null; level = level.outer) {
            for (Map.Entry<String, CommonTable> entry : level.tables.entrySet()) {
                if (Scope.same(name, entry.getKey(), false)) {
                    return Optional.of(entry.getValue());
                }
            }
        }
        return Optional.empty();
    }

    /// Wraps a plan in the definitions of this clause that something uses.
    LogicalPlan wrap(LogicalPlan body) {
        List<LogicalPlan.With.Definition> definitions = new ArrayList<>();
        for (Map.Entry<String, CommonTable> entry : tables.entrySet()) {
            if (entry.getValue() instanceof CommonTable.Shared shared && shared.used()[0]) {
                definitions.add(new LogicalPlan.With.Definition(shared.id(), entry.getKey(), shared.query().plan()));
            }
        }
        return definitions.isEmpty() ? body : new LogicalPlan.With(definitions, body);
    }
}
