package dev.weir.planner.bind;

import static dev.weir.planner.bind.ExpressionBinder.negatedIf;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlExpression.ComparisonOperator;
import java.util.ArrayList;
import java.util.List;

/// Binds operators: comparisons, logic, CASE, CAST; arithmetic is for {@link ArithmeticBinder}.
final class OperatorBinder {
    private final ExpressionBinder binder;
    private final ArithmeticBinder arithmetic;

    OperatorBinder(ExpressionBinder binder) {
        this.binder = binder;
        this.arithmetic = new ArithmeticBinder(binder);
    }

    Expression negate(SqlExpression.Negate e) {
        return arithmetic.negate(e);
    }

    Expression arithmetic(SqlExpression.Arithmetic e) {
        return arithmetic.bind(e);
    }

    Expression logical(SqlExpression.Logical e) {
        List<Expression> terms = new ArrayList<>(e.terms().size());
        for (SqlExpression term : e.terms()) {
            terms.add(binder.coercion().condition(binder.operand(term), "An operand of " + e.operator()));
        }
        return e.operator() == SqlExpression.LogicalOperator.AND ? new Expression.And(terms) : new Expression.Or(terms);
    }

    Expression comparison(SqlExpression.Comparison e) {
        if (e.left() instanceof SqlExpression.Row left && e.right() instanceof SqlExpression.Row right) {
            return rows(left, right, e);
        }
        return compare(operator(e.operator()), binder.operand(e.left()), binder.operand(e.right()));
    }

    Expression compare(Expression.Comparison.Operator operator, Operand left, Operand right) {
        List<Expression> sides = comparable(List.of(left, right), "a comparison");
        SqlType type = sides.getFirst().type();
        if (type.isNested()) {
            throw BindContext.notSupported("comparison of " + type, left.position());
        }
        return new Expression.Comparison(operator, sides.get(0), sides.get(1));
    }

    /// Brings operands to one type that can be compared: NULLs alone are compared as booleans.
    private List<Expression> comparable(List<Operand> operands, String what) {
        SqlType common = binder.coercion().common(operands, what);
        SqlType type = common instanceof SqlType.Unknown ? SqlType.BOOLEAN : common;
        List<Expression> unified = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            unified.add(binder.coercion().coerce(operand, type, what));
        }
        return unified;
    }

    static Expression.Comparison.Operator operator(ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> Expression.Comparison.Operator.EQUAL;
            case NOT_EQUAL -> Expression.Comparison.Operator.NOT_EQUAL;
            case LESS -> Expression.Comparison.Operator.LESS;
            case LESS_OR_EQUAL -> Expression.Comparison.Operator.LESS_OR_EQUAL;
            case GREATER -> Expression.Comparison.Operator.GREATER;
            case GREATER_OR_EQUAL -> Expression.Comparison.Operator.GREATER_OR_EQUAL;
            case IS_DISTINCT_FROM -> Expression.Comparison.Operator.DISTINCT;
            case IS_NOT_DISTINCT_FROM -> Expression.Comparison.Operator.NOT_DISTINCT;
        };
    }

    /// Compares rows for equality, field by field.
    private Expression rows(SqlExpression.Row left, SqlExpression.Row right, SqlExpression.Comparison e) {
        checkWidth(left.fields().size(), right.fields().size(), e.position());
        boolean equal = e.operator() == ComparisonOperator.EQUAL;
        if (!equal && e.operator() != ComparisonOperator.NOT_EQUAL) {
            throw BindContext.notSupported("comparison of rows with " + e.operator().symbol(), e.position());
        }
        List<Expression> terms = new ArrayList<>();
        for (int i = 0; i < left.fields().size(); i++) {
            terms.add(compare(
                    equal ? Expression.Comparison.Operator.EQUAL : Expression.Comparison.Operator.NOT_EQUAL,
                    binder.operand(left.fields().get(i)), binder.operand(right.fields().get(i))));
        }
        if (terms.size() == 1) {
            return terms.getFirst();
        }
        return equal ? new Expression.And(terms) : new Expression.Or(terms);
    }

    static void checkWidth(int left, int right, Position position) {
        if (left != right) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Rows differ in width: " + left + " and " + right, position);
        }
    }

    Expression between(SqlExpression.Between e) {
        Operand value = binder.operand(e.value());
        Operand low = binder.operand(e.low());
        Operand high = binder.operand(e.high());
        List<Expression> all = comparable(List.of(value, low, high), "BETWEEN");
        Expression inside = inside(all.get(0), all.get(1), all.get(2));
        if (e.symmetric()) {
            inside = new Expression.Or(List.of(inside, inside(all.get(0), all.get(2), all.get(1))));
        }
        return negatedIf(e.negated(), inside);
    }

    private static Expression inside(Expression value, Expression low, Expression high) {
        return new Expression.And(List.of(
                new Expression.Comparison(Expression.Comparison.Operator.GREATER_OR_EQUAL, value, low),
                new Expression.Comparison(Expression.Comparison.Operator.LESS_OR_EQUAL, value, high)));
    }

    Expression inList(SqlExpression.InList e) {
        if (e.value() instanceof SqlExpression.Row row) {
            return rowInList(row, e);
        }
        List<Operand> operands = new ArrayList<>();
        operands.add(binder.operand(e.value()));
        operands.addAll(binder.operands(e.list()));
        List<Expression> all = comparable(operands, "IN");
        Expression value = all.getFirst();
        List<Literal> constants = new ArrayList<>();
        List<Expression> terms = new ArrayList<>();
        for (Expression entry : all.subList(1, all.size())) {
            if (entry instanceof Literal literal) {
                constants.add(literal);
            } else {
                terms.add(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, value, entry));
            }
        }
        if (constants.size() == 1) {
            terms.addFirst(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, value, constants.getFirst()));
        } else if (!constants.isEmpty()) {
            terms.addFirst(new Expression.InList(value, constants));
        }
        return negatedIf(e.negated(), terms.size() == 1 ? terms.getFirst() : new Expression.Or(terms));
    }

    private Expression rowInList(SqlExpression.Row row, SqlExpression.InList e) {
        List<Expression> terms = new ArrayList<>();
        for (SqlExpression entry : e.list()) {
            if (!(entry instanceof SqlExpression.Row other)) {
                throw new QueryException(ErrorCode.TYPE_MISMATCH, "A row is compared with a single value", entry.position());
            }
            terms.add(rows(row, other, new SqlExpression.Comparison(ComparisonOperator.EQUAL, row, other, entry.position())));
        }
        return negatedIf(e.negated(), terms.size() == 1 ? terms.getFirst() : new Expression.Or(terms));
    }

    Expression like(SqlExpression.Like e) {
        Expression value = string(binder.operand(e.value()), "LIKE");
        Expression pattern = string(binder.operand(e.pattern()), "LIKE");
        Literal escape = null;
        if (e.escape().isPresent()) {
            Expression bound = binder.part(e.escape().get());
            boolean one = bound instanceof Literal(String text, _) && text.codePointCount(0, text.length()) == 1;
            if (!one) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "ESCAPE takes a string of one character", e.escape().get().position());
            }
            escape = (Literal) bound;
        }
        return negatedIf(e.negated(), new Expression.Like(value, pattern, escape, e.ignoreCase(), binder.context().origin(e.pattern().position())));
    }

    private Expression string(Operand operand, String what) {
        if (operand.type() instanceof SqlType.Varchar) {
            return operand.value();
        }
        if (operand.type() instanceof SqlType.Char || operand.type() instanceof SqlType.Unknown) {
            return binder.coercion().convert(operand, SqlType.VARCHAR);
        }
        throw new QueryException(
                ErrorCode.TYPE_MISMATCH, what + " takes strings: " + operand.type(), operand.position(), "convert it with CAST");
    }

    Expression isTruth(SqlExpression.IsTruth e) {
        Expression value = binder.coercion().condition(binder.operand(e.value()), "The operand of IS");
        if (e.truth() == SqlExpression.TruthValue.UNKNOWN) {
            return negatedIf(e.negated(), new Expression.IsNull(value));
        }
        return new Expression.Comparison(
                e.negated() ? Expression.Comparison.Operator.DISTINCT : Expression.Comparison.Operator.NOT_DISTINCT, value,
                Literal.of(e.truth() == SqlExpression.TruthValue.TRUE));
    }

    Expression caseExpression(SqlExpression.Case e) {
        List<Expression> conditions = new ArrayList<>();
        List<Operand> results = new ArrayList<>();
        if (e.operand().isPresent()) {
            List<Operand> compared = new ArrayList<>();
            compared.add(binder.operand(e.operand().get()));
            for (SqlExpression.When branch : e.branches()) {
                compared.add(binder.operand(branch.condition()));
            }
            List<Expression> unified = comparable(compared, "CASE");
            for (Expression value : unified.subList(1, unified.size())) {
                conditions.add(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, unified.getFirst(), value));
            }
        } else {
            for (SqlExpression.When branch : e.branches()) {
                conditions.add(binder.coercion().condition(binder.operand(branch.condition()), "The condition of WHEN"));
            }
        }
        for (SqlExpression.When branch : e.branches()) {
            results.add(binder.operand(branch.result()));
        }
        results.add(e.otherwise().isPresent()
                ? binder.operand(e.otherwise().get())
                : new Operand(Literal.ofNull(SqlType.UNKNOWN), e.position()));
        return choose(conditions, results);
    }

    /// Makes a searched CASE; the last result is for no condition.
    Expression choose(List<Expression> conditions, List<Operand> results) {
        List<Expression> unified = binder.coercion().unify(results, "CASE");
        List<Expression.Case.Branch> branches = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            branches.add(new Expression.Case.Branch(conditions.get(i), unified.get(i)));
        }
        return new Expression.Case(branches, unified.getLast());
    }

    Expression cast(SqlExpression.Cast e) {
        SqlType type = TypeResolver.resolve(e.type());
        if (type.isNested()) {
            throw BindContext.notSupported("type " + type, e.type().position());
        }
        Operand operand = binder.operand(e.value());
        if (operand.value() instanceof Expression.Parameter && operand.type() instanceof SqlType.Unknown
                || operand.value() instanceof Literal(Object value, _) && value == null) {
            return binder.coercion().convert(operand, type);
        }
        if (!CastRules.allowed(operand.type(), type)) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "There is no cast from " + operand.type() + " to " + type, e.position());
        }
        return operand.type().equals(type)
                ? operand.value()
                : new Expression.Cast(operand.value(), type, e.nullOnFailure(), binder.context().origin(e.position()));
    }
}
