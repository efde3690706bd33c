package dev.weir.planner.explain;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/// Writes expressions as SQL-like text with names chosen by the caller.
public final class ExpressionText {
    private ExpressionText() {}

    public static String of(Expression expression, IntFunction<String> names) {
        return switch (expression) {
            case Expression.Column column -> names.apply(column.index());
            case Expression.Literal literal -> literal(literal);
            case Expression.Parameter parameter -> "?" + (parameter.index() + 1);
            case Expression.Arithmetic a -> nested(a.left(), names) + " " + a.operator().symbol() + " " + nested(a.right(), names);
            case Expression.Negate negate -> "-" + nested(negate.value(), names);
            case Expression.Comparison c -> nested(c.left(), names) + " " + c.operator().symbol() + " " + nested(c.right(), names);
            case Expression.And and -> joined(and.terms(), " AND ", names);
            case Expression.Or or -> joined(or.terms(), " OR ", names);
            case Expression.Not not -> "NOT " + nested(not.value(), names);
            case Expression.IsNull isNull -> nested(isNull.value(), names) + " IS NULL";
            case Expression.InList in -> nested(in.value(), names) + " IN " + list(in.list(), names);
            case Expression.Like like -> nested(like.value(), names) + (like.ignoreCase() ? " ILIKE " : " LIKE ") + nested(like.pattern(), names);
            case Expression.Cast cast -> (cast.orNull() ? "TRY_CAST(" : "CAST(") + of(cast.value(), names) + " AS " + cast.type() + ")";
            case Expression.Case c -> {
                StringBuilder text = new StringBuilder("CASE");
                for (Expression.Case.Branch branch : c.branches()) {
                    text.append(" WHEN ").append(of(branch.condition(), names)).append(" THEN ").append(of(branch.result(), names));
                }
                yield text.append(" ELSE ").append(of(c.otherwise(), names)).append(" END").toString();
            }
            case Expression.Coalesce coalesce -> "coalesce" + list(coalesce.operands(), names);
            case Expression.Call call -> call.function().name() + list(call.arguments(), names);
        };
    }

    private static String nested(Expression expression, IntFunction<String> names) {
        boolean compound = expression instanceof Expression.Arithmetic || expression instanceof Expression.Comparison || expression instanceof Expression.And
                || expression instanceof Expression.Or || expression instanceof Expression.Not;
        return compound ? "(" + of(expression, names) + ")" : of(expression, names);
    }

    private static String joined(List<Expression> terms, String separator, IntFunction<String> names) {
        StringJoiner text = new StringJoiner(separator);
        for (Expression term : terms) {
            text.add(term instanceof Expression.Or || term instanceof Expression.And ? "(" + of(term, names) + ")" : of(term, names));
        }
        return text.toString();
    }

    private static String list(List<? extends Expression> items, IntFunction<String> names) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int i = 0; i < items.size(); i++) {
            if (i == 12 && items.size() > 14) {
                text.add("... " + (items.size() - i) + " more");
                break;
            }
            text.add(of(items.get(i), names));
        }
        return text.toString();
    }

    private static String literal(Expression.Literal literal) {
        return switch (literal.value()) {
            case null -> "NULL";
            case String text -> "'" + text.replace("'", "''") + "'";
            case Long days when literal.type() instanceof SqlType.Date && Math.abs(days) < 100_000_000 -> "DATE '" + LocalDate.ofEpochDay(days) + "'";
            case Long micros when literal.type() instanceof SqlType.Timestamp timestamp && timestamp.precision() <= 6 ->
                    "TIMESTAMP '" + LocalDateTime.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros, 1_000_000L) * 1000, ZoneOffset.UTC)
                            .toString().replace('T', ' ') + "'";
            case java.math.BigDecimal number -> number.toPlainString();
            case Expression.Bytes bytes -> "X'" + java.util.HexFormat.of().formatHex(bytes.value()) + "'";
            default -> literal.value().toString();
        };
    }
}
