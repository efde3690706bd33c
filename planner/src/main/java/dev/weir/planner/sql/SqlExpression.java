package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Is a value expression as written: names are not resolved, types not known.
///
/// Forms with words of their own that are functions in meaning (`SUBSTRING(a FROM b)`, `TRIM(LEADING ..)`,
/// `POSITION(a IN b)`, `COALESCE`, `NULLIF`, `IF`) are {@link FunctionCall}s already.
public sealed interface SqlExpression extends Node permits Literal, SqlExpression.Composite {
    /// Keeps the permits list short: everything but the literals.
    sealed interface Composite extends SqlExpression {}

    /// Names a column, `c`, `t.c` or longer; which part is the table is for the binder to find out.
    record ColumnReference(QualifiedName name, Position position) implements Composite {}

    /// Stands for a value given at execution, counted from 0 in the order of the text.
    record Parameter(int index, Position position) implements Composite {}

    record Negate(SqlExpression operand, Position position) implements Composite {}

    /// Is `+ - * / %` or `||`.
    record Arithmetic(
            ArithmeticOperator operator, SqlExpression left, SqlExpression right, Position operatorPosition, Position position)
            implements Composite {}

    record Comparison(ComparisonOperator operator, SqlExpression left, SqlExpression right, Position position)
            implements Composite {}

    record Not(SqlExpression operand, Position position) implements Composite {}

    /// Is a chain of ANDs or of ORs, flat, so that long generated chains nest no deeper than short ones.
    record Logical(LogicalOperator operator, List<SqlExpression> terms, Position position) implements Composite {
        public Logical {
            terms = List.copyOf(terms);
        }
    }

    record Between(
            SqlExpression value, SqlExpression low, SqlExpression high, boolean symmetric, boolean negated, Position position)
            implements Composite {}

    record InList(SqlExpression value, List<SqlExpression> list, boolean negated, Position position) implements Composite {
        public InList {
            list = List.copyOf(list);
        }
    }

    record InSubquery(SqlExpression value, Query query, boolean negated, Position position) implements Composite {}

    record Exists(Query query, Position position) implements Composite {}

    /// Is `value operator ANY (query)` or `ALL`; SOME is ANY.
    record Quantified(ComparisonOperator operator, Quantifier quantifier, SqlExpression value, Query query, Position position)
            implements Composite {}

    record ScalarSubquery(Query query, Position position) implements Composite {}

    record Like(
            SqlExpression value,
            SqlExpression pattern,
            Optional<SqlExpression> escape,
            boolean ignoreCase,
            boolean negated,
            Position position)
            implements Composite {}

    record IsNull(SqlExpression value, boolean negated, Position position) implements Composite {}

    record IsTruth(SqlExpression value, TruthValue truth, boolean negated, Position position) implements Composite {}

    /// Is `CASE operand WHEN ..` (simple) or, without operand, `CASE WHEN ..` (searched).
    record Case(Optional<SqlExpression> operand, List<When> branches, Optional<SqlExpression> otherwise, Position position)
            implements Composite {
        public Case {
            branches = List.copyOf(branches);
        }
    }

    record When(SqlExpression condition, SqlExpression result, Position position) implements Node {}

    /// Is CAST or `::`; `nullOnFailure` marks TRY_CAST.
    record Cast(SqlExpression value, TypeSyntax type, boolean nullOnFailure, Position position) implements Composite {}

    /// Is `EXTRACT(field FROM value)`; the field's name is lower case.
    record Extract(String field, SqlExpression value, Position position) implements Composite {}

    /// Is any call, scalar, aggregate or window: which one is for the binder to find out.
    record FunctionCall(
            QualifiedName name,
            List<Argument> arguments,
            boolean star,
            boolean distinct,
            List<SortItem> orderBy,
            Optional<SqlExpression> filter,
            NullTreatment nulls,
            Optional<WindowReference> over,
            Position position)
            implements Composite {
        public FunctionCall {
            arguments = List.copyOf(arguments);
            orderBy = List.copyOf(orderBy);
        }

        /// Makes the plain call `name(values)`.
        public static FunctionCall of(String name, List<SqlExpression> values, Position position) {
            QualifiedName qualified = new QualifiedName(List.of(new Identifier(name, false, position)), position);
            List<Argument> arguments = new ArrayList<>();
            for (SqlExpression value : values) {
                arguments.add(new Argument(Optional.empty(), value, value.position()));
            }
            return new FunctionCall(
                    qualified, arguments, false, false, List.of(), Optional.empty(), NullTreatment.UNSPECIFIED,
                    Optional.empty(), position);
        }
    }

    record AtTimeZone(SqlExpression value, SqlExpression zone, Position position) implements Composite {}

    /// Is CURRENT_DATE and its relatives; precision only where it was written.
    record CurrentValue(CurrentKind kind, Optional<Integer> precision, Position position) implements Composite {}

    record Row(List<SqlExpression> fields, Position position) implements Composite {
        public Row {
            fields = List.copyOf(fields);
        }
    }

    record ArrayConstructor(List<SqlExpression> elements, Position position) implements Composite {
        public ArrayConstructor {
            elements = List.copyOf(elements);
        }
    }

    record Subscript(SqlExpression value, SqlExpression index, Position position) implements Composite {}

    /// Is `(expression).field`; `a.b` is a {@link ColumnReference}.
    record FieldAccess(SqlExpression value, Identifier field, Position position) implements Composite {}

    enum ArithmeticOperator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        MODULO("%"),
        CONCATENATE("||");

        private final String symbol;

        ArithmeticOperator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    enum ComparisonOperator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        IS_DISTINCT_FROM("IS DISTINCT FROM"),
        IS_NOT_DISTINCT_FROM("IS NOT DISTINCT FROM");

        private final String symbol;

        ComparisonOperator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    enum LogicalOperator {
        AND,
        OR
    }

    enum Quantifier {
        ANY,
        ALL
    }

    enum TruthValue {
        TRUE,
        FALSE,
        UNKNOWN
    }

    enum NullTreatment {
        UNSPECIFIED,
        IGNORE,
        RESPECT
    }

    enum CurrentKind {
        CURRENT_DATE,
        CURRENT_TIME,
        CURRENT_TIMESTAMP,
        LOCALTIME,
        LOCALTIMESTAMP,
        CURRENT_USER,
        CURRENT_CATALOG,
        CURRENT_SCHEMA
    }

    /// Lists the expressions directly below, in the order of the text. Does not enter subqueries and window
    /// definitions: they are scopes of their own.
    default List<SqlExpression> children() {
        return switch (this) {
            case Literal _ -> List.of();
            case ColumnReference _ -> List.of();
            case Parameter _ -> List.of();
            case Negate e -> List.of(e.operand());
            case Arithmetic e -> List.of(e.left(), e.right());
            case Comparison e -> List.of(e.left(), e.right());
            case Not e -> List.of(e.operand());
            case Logical e -> e.terms();
            case Between e -> List.of(e.value(), e.low(), e.high());
            case InList e -> prepend(e.value(), e.list());
            case InSubquery e -> List.of(e.value());
            case Exists _ -> List.of();
            case Quantified e -> List.of(e.value());
            case ScalarSubquery _ -> List.of();
            case Like e -> {
                List<SqlExpression> all = new ArrayList<>(List.of(e.value(), e.pattern()));
                e.escape().ifPresent(all::add);
                yield all;
            }
            case IsNull e -> List.of(e.value());
            case IsTruth e -> List.of(e.value());
            case Case e -> {
                List<SqlExpression> all = new ArrayList<>();
                e.operand().ifPresent(all::add);
                for (When branch : e.branches()) {
                    all.add(branch.condition());
                    all.add(branch.result());
                }
                e.otherwise().ifPresent(all::add);
                yield all;
            }
            case Cast e -> List.of(e.value());
            case Extract e -> List.of(e.value());
            case FunctionCall e -> {
                List<SqlExpression> all = new ArrayList<>();
                for (Argument argument : e.arguments()) {
                    all.add(argument.value());
                }
                for (SortItem item : e.orderBy()) {
                    all.add(item.value());
                }
                e.filter().ifPresent(all::add);
                yield all;
            }
            case AtTimeZone e -> List.of(e.value(), e.zone());
            case CurrentValue _ -> List.of();
            case Row e -> e.fields();
            case ArrayConstructor e -> e.elements();
            case Subscript e -> List.of(e.value(), e.index());
            case FieldAccess e -> List.of(e.value());
        };
    }

    private static List<SqlExpression> prepend(SqlExpression first, List<SqlExpression> rest) {
        List<SqlExpression> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }
}
