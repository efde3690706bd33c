package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.Optional;

/// Is an item of a FROM clause.
public sealed interface Relation extends Node {
    record TableReference(QualifiedName name, Position position) implements Relation {}

    /// Is `FROM 'orders.parquet'`.
    record FileReference(String path, Position position) implements Relation {}

    /// Is a query in parentheses; a LATERAL one sees the items before it.
    record Subquery(Query query, boolean lateral, Position position) implements Relation {}

    record Unnest(List<SqlExpression> values, boolean withOrdinality, Position position) implements Relation {
        public Unnest {
            values = List.copyOf(values);
        }
    }

    record TableFunction(QualifiedName name, List<Argument> arguments, boolean lateral, Position position)
            implements Relation {
        public TableFunction {
            arguments = List.copyOf(arguments);
        }
    }

    record Aliased(Relation relation, Identifier alias, List<Identifier> columns, Position position) implements Relation {
        public Aliased {
            columns = List.copyOf(columns);
        }
    }

    /// Is an explicit join; CROSS has no condition, the others have one.
    record Join(JoinType type, Relation left, Relation right, Optional<JoinCondition> condition, Position position)
            implements Relation {}

    enum JoinType {
        INNER,
        LEFT,
        RIGHT,
        FULL,
        CROSS
    }

    record Sample(Relation relation, SampleMethod method, SqlExpression percentage, Position position)
            implements Relation {}

    enum SampleMethod {
        BERNOULLI,
        SYSTEM
    }
}
