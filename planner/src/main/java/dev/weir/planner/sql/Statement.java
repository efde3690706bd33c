package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.Optional;

/// Is one statement as written.
public sealed interface Statement extends Node {
    record QueryStatement(Query query, Position position) implements Statement {}

    record Explain(
            boolean analyze, boolean verbose, ExplainType type, ExplainFormat format, Statement statement, Position position)
            implements Statement {}

    enum ExplainType {
        LOGICAL,
        DISTRIBUTED
    }

    enum ExplainFormat {
        TEXT,
        JSON,
        GRAPH
    }

    record ShowCatalogs(Optional<String> like, Position position) implements Statement {}

    record ShowSchemas(Optional<Identifier> catalog, Optional<String> like, Position position) implements Statement {}

    record ShowTables(Optional<QualifiedName> schema, Optional<String> like, Position position) implements Statement {}

    /// Is SHOW COLUMNS FROM or DESCRIBE.
    record ShowColumns(QualifiedName table, Optional<String> like, Position position) implements Statement {}

    record ShowFunctions(Optional<String> like, Position position) implements Statement {}

    record ShowSession(Optional<String> like, Position position) implements Statement {}

    /// Is SHOW STATS FOR a table or for a query in parentheses.
    record ShowStats(Query query, Position position) implements Statement {}

    record ShowCreateTable(QualifiedName table, Position position) implements Statement {}

    record Use(QualifiedName name, Position position) implements Statement {}

    /// Is `SET [SESSION] name = value`; a bare word as value is a column reference whose text counts.
    record SetSession(QualifiedName name, SqlExpression value, Position position) implements Statement {}

    record ResetSession(QualifiedName name, Position position) implements Statement {}

    record Prepare(Identifier name, Statement statement, Position position) implements Statement {}

    record Execute(Identifier name, List<SqlExpression> arguments, Position position) implements Statement {
        public Execute {
            arguments = List.copyOf(arguments);
        }
    }

    record Deallocate(Identifier name, Position position) implements Statement {}

    /// Is `KILL [QUERY] id` or `CALL system.runtime.kill_query(..)`.
    record Kill(SqlExpression query, Position position) implements Statement {}

    record Call(QualifiedName procedure, List<Argument> arguments, Position position) implements Statement {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// Is a statement that is recognised but not executed; `kind` is its name in messages, "CREATE VIEW".
    record Unsupported(String kind, String text, Position position) implements Statement {}
}
