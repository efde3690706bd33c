package dev.weir.exec.plan.wire;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks the node at the top of an expression against the types of its operands, which were checked before.
///
/// Kernels read operands by the type that the plan states; a plan that calls an integer a string would make them follow
/// it as an address.
final class ExpressionCheck {
    private ExpressionCheck() {}

    static void check(Expression expression, List<SqlType> inputs) {
        switch (expression) {
            case Expression.Column e -> {
                SqlType input = inputs.get(Refusal.position(e.index(), inputs.size(), "column"));
                same(input, e.type(), "column of another type");
            }
            case Expression.Literal _ -> { }
            case Expression.Parameter _ -> throw Refusal.of("parameter without a value");
            case Expression.Arithmetic e -> arithmetic(e);
            case Expression.Negate e -> Refusal.unless(isNumber(e.type()) || isInterval(e.type()), "negation of " + e.type());
            case Expression.Comparison e -> same(e.left().type(), e.right().type(), "comparison of unlike types");
            case Expression.And e -> conditions(e.terms());
            case Expression.Or e -> conditions(e.terms());
            case Expression.Not e -> conditions(List.of(e.value()));
            case Expression.IsNull _ -> { }
            case Expression.InList e -> {
                for (Expression.Literal literal : e.list()) {
                    same(e.value().type(), literal.type(), "IN list of another type");
                }
            }
            case Expression.Like e -> {
                Refusal.unless(e.value().type().isString() && e.pattern().type().isString(), "LIKE on what is not a string");
                Refusal.unless(e.escape() == null || e.escape().type().isString(), "LIKE with an escape that is not a string");
            }
            case Expression.Cast e -> Refusal.unless(!e.type().isNested() && !e.value().type().isNested(), "cast of nested types");
            case Expression.Case e -> {
                for (Expression.Case.Branch branch : e.branches()) {
                    conditions(List.of(branch.condition()));
                    same(branch.result().type(), e.type(), "CASE with results of unlike types");
                }
            }
            case Expression.Coalesce e -> {
                for (Expression operand : e.operands()) {
                    same(operand.type(), e.type(), "COALESCE of unlike types");
                }
            }
            case Expression.Call e -> call(e);
        }
    }

    /// Tells whether values of both types lie in memory in the same form and mean the same. Lengths of strings may
    /// differ, and precisions of decimals on one side of 18 digits.
    static boolean interchangeable(SqlType left, SqlType right) {
        return switch (left) {
            case SqlType.Varchar _, SqlType.Char _ -> right.isString();
            case SqlType.Decimal a -> right instanceof SqlType.Decimal b && a.scale() == b.scale() && a.physical() == b.physical();
            case SqlType.Time a -> right instanceof SqlType.Time b && fine(a.precision()) == fine(b.precision());
            case SqlType.Timestamp a -> right instanceof SqlType.Timestamp b && fine(a.precision()) == fine(b.precision());
            case SqlType.TimestampTz a -> right instanceof SqlType.TimestampTz b && fine(a.precision()) == fine(b.precision());
            case SqlType.Unknown _, SqlType.Bool _, SqlType.Integral _, SqlType.Real _, SqlType.Double _, SqlType.Varbinary _, SqlType.Uuid _,
                    SqlType.Date _, SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _, SqlType.Array _, SqlType.Map _, SqlType.Row _ ->
                    left.equals(right);
        };
    }

    static void same(SqlType left, SqlType right, String what) {
        if (!interchangeable(left, right)) {
            throw Refusal.of(what + ": " + left + ", " + right);
        }
    }

    static void condition(Expression condition) {
        conditions(List.of(condition));
    }

    private static void conditions(List<Expression> terms) {
        for (Expression term : terms) {
            Refusal.unless(term.type() instanceof SqlType.Bool, "condition of type " + term.type());
        }
    }

    private static void arithmetic(Expression.Arithmetic e) {
        SqlType left = e.left().type();
        SqlType right = e.right().type();
        boolean fits = switch (e.type()) {
            case SqlType.Integral _, SqlType.Real _, SqlType.Double _ -> left.equals(e.type()) && right.equals(e.type());
            case SqlType.Decimal _ -> left instanceof SqlType.Decimal && right instanceof SqlType.Decimal;
            case SqlType.Date _, SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _, SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _ ->
                    isMoment(left) && (isMoment(right) || isNumber(right)) || isNumber(left) && isInterval(right);
            case SqlType.Unknown _, SqlType.Bool _, SqlType.Varchar _, SqlType.Char _, SqlType.Varbinary _, SqlType.Uuid _, SqlType.Array _,
                    SqlType.Map _, SqlType.Row _ -> false;
        };
        Refusal.unless(fits, "arithmetic that yields " + e.type() + " from " + left + " and " + right);
    }

    private static void call(Expression.Call call) {
        List<SqlType> types = new ArrayList<>(call.arguments().size());
        for (Expression argument : call.arguments()) {
            types.add(argument.type());
        }
        Optional<ScalarFunction.Signature> signature = call.function().resolver().resolve(types);
        if (signature.isEmpty()) {
            throw Refusal.of("no function " + call.function().name() + " takes " + types);
        }
        List<SqlType> wanted = signature.get().arguments();
        Refusal.unless(wanted.size() == types.size(), "wrong number of arguments for " + call.function().name());
        for (int i = 0; i < wanted.size(); i++) {
            same(wanted.get(i), types.get(i), "argument of " + call.function().name());
        }
        same(signature.get().result(), call.type(), "result of " + call.function().name());
    }

    private static boolean isNumber(SqlType type) {
        return type.isNumeric();
    }

    private static boolean isInterval(SqlType type) {
        return type instanceof SqlType.IntervalYearMonth || type instanceof SqlType.IntervalDaySecond;
    }

    private static boolean isMoment(SqlType type) {
        return isInterval(type) || type instanceof SqlType.Date || type instanceof SqlType.Time || type instanceof SqlType.Timestamp
                || type instanceof SqlType.TimestampTz;
    }

    private static boolean fine(int precision) {
        return precision > 6;
    }
}
