package dev.weir.exec.evaluate;

import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.scalar.ScalarFunctions;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Seeded, well-typed expressions over columns of {@link RandomColumns#TYPES} (twice each, in that order).
final class RandomExpressions {
    static final List<SqlType> COLUMNS = columns();
    private static final String[] PATTERNS = {"%", "", "a%", "%c", "%special%requests%", "_b%", "%_", "abc", "%a\\_b%", "____", "%日_語", "%s%_e%s%", "gr_n", "%e", "PROMO%", "\\%%"};

    private final RandomGenerator random;
    private final RandomColumns values;

    RandomExpressions(RandomGenerator random, RandomColumns values) {
        this.random = random;
        this.values = values;
    }

    private static List<SqlType> columns() {
        List<SqlType> all = new ArrayList<>(RandomColumns.TYPES);
        all.addAll(RandomColumns.TYPES);
        return all;
    }

    Expression any(int depth) {
        return of(COLUMNS.get(random.nextInt(COLUMNS.size())), depth);
    }

    Expression of(SqlType type, int depth) {
        if (depth <= 0 || random.nextInt(8) == 0) {
            return leaf(type);
        }
        return switch (random.nextInt(7)) {
            case 6 -> call(type, depth);
            case 0 -> new Expression.Coalesce(List.of(of(type, depth - 1), of(type, depth - 1), leaf(type)));
            case 1 -> new Expression.Case(List.of(
                    new Expression.Case.Branch(condition(depth - 1), of(type, depth - 1)),
                    new Expression.Case.Branch(condition(depth - 1), of(type, depth - 1))), of(type, depth - 1));
            case 2 -> castTo(type, depth);
            default -> typed(type, depth);
        };
    }

    Expression condition(int depth) {
        if (depth <= 0) {
            return random.nextInt(4) == 0 ? leaf(SqlType.BOOLEAN) : comparison(0);
        }
        return switch (random.nextInt(9)) {
            case 0 -> new Expression.And(terms(depth));
            case 1 -> new Expression.Or(terms(depth));
            case 2 -> new Expression.Not(condition(depth - 1));
            case 3 -> new Expression.IsNull(any(depth - 1));
            case 4 -> inList(depth);
            case 5 -> new Expression.Like(of(SqlType.VARCHAR, depth - 1), random.nextInt(6) == 0 ? leaf(SqlType.VARCHAR) : Literal.ofString(PATTERNS[random.nextInt(PATTERNS.length)]),
                    null, random.nextInt(4) == 0);
            default -> comparison(depth - 1);
        };
    }

    private List<Expression> terms(int depth) {
        List<Expression> terms = new ArrayList<>();
        int count = random.nextInt(2, 5);
        for (int i = 0; i < count; i++) {
            terms.add(condition(depth - 1));
        }
        if (random.nextInt(3) == 0) {
            SqlType type = random.nextBoolean() ? SqlType.DATE : new SqlType.Decimal(15, 2);
            Expression bounded = leaf(type);
            terms.add(new Comparison(Comparison.Operator.GREATER_OR_EQUAL, bounded, literal(type)));
            terms.add(new Comparison(Comparison.Operator.LESS, bounded, literal(type)));
        }
        return terms;
    }

    private Expression comparison(int depth) {
        SqlType type = COLUMNS.get(random.nextInt(COLUMNS.size()));
        Comparison.Operator operator = Comparison.Operator.values()[random.nextInt(8)];
        Expression left = of(type, depth);
        Expression right = random.nextInt(3) > 0 ? literal(type) : of(type, depth);
        return random.nextInt(6) == 0 ? new Comparison(operator, right, left) : new Comparison(operator, left, right);
    }

    private Expression inList(int depth) {
        SqlType type = COLUMNS.get(random.nextInt(COLUMNS.size()));
        List<Literal> list = new ArrayList<>();
        int count = random.nextInt(1, 14);
        for (int i = 0; i < count; i++) {
            list.add(literal(type));
        }
        if (random.nextInt(4) == 0) {
            list.add(Literal.ofNull(type));
        }
        return new Expression.InList(of(type, depth - 1), list);
    }

    private Expression typed(SqlType type, int depth) {
        return switch (type) {
            case SqlType.Bool _ -> condition(depth);
            case SqlType.Integral _, SqlType.Real _, SqlType.Double _ -> random.nextInt(6) == 0
                    ? new Expression.Negate(of(type, depth - 1))
                    : new Arithmetic(operator(), of(type, depth - 1), of(type, depth - 1), type);
            case SqlType.Decimal decimal -> decimal(decimal, depth);
            case SqlType.Date _ -> new Arithmetic(random.nextBoolean() ? Arithmetic.Operator.ADD : Arithmetic.Operator.SUBTRACT,
                    of(type, depth - 1), leaf(SqlType.INTERVAL_YEAR_MONTH), type);
            default -> leaf(type);
        };
    }

    private Expression decimal(SqlType.Decimal type, int depth) {
        SqlType.Decimal left = decimalType();
        SqlType.Decimal right = decimalType();
        Arithmetic.Operator operator = operator();
        Optional<SqlType.Decimal> natural = switch (operator) {
            case ADD, SUBTRACT -> Optional.of(TypeRules.add(left, right));
            case MULTIPLY -> TypeRules.multiply(left, right);
            case DIVIDE -> Optional.of(TypeRules.divide(left, right));
            case REMAINDER -> Optional.of(TypeRules.remainder(left, right));
        };
        SqlType.Decimal result = natural.isEmpty() || random.nextInt(5) == 0 ? type : natural.get();
        Expression arithmetic = new Arithmetic(operator, of(left, depth - 1), of(right, depth - 1), result);
        return result.equals(type) ? arithmetic : new Expression.Cast(arithmetic, type, random.nextBoolean());
    }

    private SqlType.Decimal decimalType() {
        while (true) {
            if (COLUMNS.get(random.nextInt(COLUMNS.size())) instanceof SqlType.Decimal decimal) {
                return decimal;
            }
        }
    }

    private Expression castTo(SqlType type, int depth) {
        for (int attempt = 0; attempt < 20; attempt++) {
            SqlType from = COLUMNS.get(random.nextInt(COLUMNS.size()));
            if (dev.weir.exec.evaluate.cast.ValueCast.supported(from, type)) {
                return new Expression.Cast(of(from, depth - 1), type, random.nextInt(3) > 0);
            }
        }
        return leaf(type);
    }

    private Expression call(SqlType type, int depth) {
        for (int attempt = 0; attempt < 200; attempt++) {
            ScalarFunction function = ScalarFunctions.ALL.get(random.nextInt(ScalarFunctions.ALL.size()));
            List<Expression> arguments = new ArrayList<>();
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                SqlType argument = COLUMNS.get(random.nextInt(COLUMNS.size()));
                arguments.add(random.nextInt(3) == 0 ? new Literal(values.value(argument), argument) : new Expression.Column(COLUMNS.indexOf(argument), argument));
            }
            Optional<ScalarFunction.Signature> signature = function.resolver().resolve(arguments.stream().map(Expression::type).toList());
            if (signature.isPresent() && signature.get().result().equals(type)) {
                for (int i = 0; i < count; i++) {
                    SqlType wanted = signature.get().arguments().get(i);
                    Expression argument = random.nextBoolean() ? of(wanted, depth - 1) : arguments.get(i);
                    arguments.set(i, argument.type().equals(wanted) ? argument : new Expression.Cast(argument, wanted, true));
                }
                return new Expression.Call(function, arguments, type);
            }
        }
        return leaf(type);
    }

    private Arithmetic.Operator operator() {
        return Arithmetic.Operator.values()[random.nextInt(5)];
    }

    private Expression leaf(SqlType type) {
        int index = COLUMNS.indexOf(type);
        if (index < 0 || random.nextInt(5) == 0) {
            return random.nextInt(12) == 0 ? Literal.ofNull(type) : literal(type);
        }
        return new Expression.Column(index + (random.nextBoolean() ? 0 : COLUMNS.size() / 2), type);
    }

    private Literal literal(SqlType type) {
        return new Literal(values.value(type), type);
    }
}
