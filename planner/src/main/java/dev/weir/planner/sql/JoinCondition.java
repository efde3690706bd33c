package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;

/// Says which pairs of rows a join keeps.
public sealed interface JoinCondition extends Node {
    record On(SqlExpression condition, Position position) implements JoinCondition {}

    record Using(List<Identifier> columns, Position position) implements JoinCondition {
        public Using {
            columns = List.copyOf(columns);
        }
    }

    record Natural(Position position) implements JoinCondition {}
}
