package dev.weir.planner.sql;

import dev.weir.exec.error.Position;

/// Is anything that the parser produced from a piece of text.
public sealed interface Node
        permits Identifier, QualifiedName, TypeSyntax, SqlExpression, Statement, Query, QueryBody, SelectItem, Relation,
                JoinCondition, GroupBy, GroupingElement, SortItem, With, With.CommonTable, Window, WindowReference,
                WindowFrame, WindowFrame.Bound, NamedWindow, Argument, SqlExpression.When, SelectItem.Replacement {
    /// Where its first token stands in the statement.
    Position position();
}
