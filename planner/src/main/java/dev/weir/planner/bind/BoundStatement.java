package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Statement;
import java.util.List;
import java.util.Optional;

/// A statement whose names are resolved: a query to plan, or a deed of the session.
public sealed interface BoundStatement {
    /// @param parameters types of `?` by index, declared or inferred
    record Query(LogicalPlan.Output plan, List<SqlType> parameters) implements BoundStatement {
        public Query {
            parameters = List.copyOf(parameters);
        }
    }

    record Explain(
            boolean analyze, boolean verbose, Statement.ExplainType type, Statement.ExplainFormat format, Query query)
            implements BoundStatement {}

    /// Makes a domain, and a product of it unless that is empty, the current one.
    record Use(String domain, String product) implements BoundStatement {}

    record SetSession(String name, String value) implements BoundStatement {}

    record ResetSession(String name) implements BoundStatement {}

    /// Lists session properties; the session knows them.
    record ShowSession(Optional<String> like) implements BoundStatement {}

    /// Keeps a statement under a name; it is bound when it is executed, and was bound once to find errors early.
    record Prepare(String name, Statement statement, List<SqlType> parameters) implements BoundStatement {
        public Prepare {
            parameters = List.copyOf(parameters);
        }
    }

    record Execute(String name, List<Expression.Literal> values) implements BoundStatement {
        public Execute {
            values = List.copyOf(values);
        }
    }

    record Deallocate(String name) implements BoundStatement {}

    record Kill(String queryId) implements BoundStatement {}
}
