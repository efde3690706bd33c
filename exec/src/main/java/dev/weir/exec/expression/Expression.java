package dev.weir.exec.expression;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A bound, typed scalar expression. Operands already have the types that the operation wants: coercions are explicit
/// {@link Cast}s. Immutable; equality is structural. What can fail knows its {@link Origin} in the statement's text.
public sealed interface Expression {
    SqlType type();

    List<Expression> children();

    /// The same node over other children; answers `this` when none changed.
    Expression withChildren(List<Expression> children);

    /// A column of the input. In logical plans `index` is a plan-wide unique column id, in physical plans the position in
    /// the operator's input.
    record Column(int index, SqlType type) implements Expression {
        @Override
        public List<Expression> children() {
            return List.of();
        }

        @Override
        public Expression withChildren(List<Expression> children) {
            return this;
        }
    }

    /// A constant. Carriers: null; Boolean; Long (integers, date as days, time and timestamps in their unit, intervals as
    /// months or microseconds); Double (real and double); BigDecimal with the type's scale (decimal); String (varchar,
    /// char without trailing blanks); {@link Bytes} (varbinary, uuid).
    record Literal(Object value, SqlType type) implements Expression {
        public static Literal ofNull(SqlType type) {
            return new Literal(null, type);
        }

        public static Literal of(boolean value) {
            return new Literal(value, SqlType.BOOLEAN);
        }

        public static Literal ofLong(long value) {
            return new Literal(value, SqlType.BIGINT);
        }

        public static Literal ofString(String value) {
            return new Literal(value, SqlType.VARCHAR);
        }

        public boolean isNull() {
            return value == null;
        }

        @Override
        public List<Expression> children() {
            return List.of();
        }

        @Override
        public Expression withChildren(List<Expression> children) {
            return this;
        }
    }

    /// The n-th `?` of a prepared statement (0-based); replaced by a literal before the plan is shipped.
    record Parameter(int index, SqlType type) implements Expression {
        @Override
        public List<Expression> children() {
            return List.of();
        }

        @Override
        public Expression withChildren(List<Expression> children) {
            return this;
        }
    }

    /// `+ - * / %` on two operands. Integers, real, double: both operands have the result's type. Decimals: operands are
    /// decimals of any precision and scale, the result's type says where to round. date/timestamp +- interval: left is the
    /// datetime. Overflow and division by zero are errors (for doubles: IEEE).
    record Arithmetic(Operator operator, Expression left, Expression right, SqlType type, Origin origin) implements Expression {
        public Arithmetic(Operator operator, Expression left, Expression right, SqlType type) {
            this(operator, left, right, type, Origin.NONE);
        }

        public enum Operator {
            ADD("+"), SUBTRACT("-"), MULTIPLY("*"), DIVIDE("/"), REMAINDER("%");

            private final String symbol;

            Operator(String symbol) {
                this.symbol = symbol;
            }

            public String symbol() {
                return symbol;
            }
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == left && c.get(1) == right ? this : new Arithmetic(operator, c.get(0), c.get(1), type, origin);
        }
    }

    record Negate(Expression value, Origin origin) implements Expression {
        public Negate(Expression value) {
            this(value, Origin.NONE);
        }

        @Override
        public SqlType type() {
            return value.type();
        }

        @Override
        public List<Expression> children() {
            return List.of(value);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == value ? this : new Negate(c.get(0), origin);
        }
    }

    /// Compares two operands of one type. The two DISTINCT forms never yield NULL.
    record Comparison(Operator operator, Expression left, Expression right) implements Expression {
        public enum Operator {
            EQUAL("="), NOT_EQUAL("<>"), LESS("<"), LESS_OR_EQUAL("<="), GREATER(">"), GREATER_OR_EQUAL(">="),
            DISTINCT("IS DISTINCT FROM"), NOT_DISTINCT("IS NOT DISTINCT FROM");

            private final String symbol;

            Operator(String symbol) {
                this.symbol = symbol;
            }

            public String symbol() {
                return symbol;
            }

            /// The operator that answers the same with the operands exchanged.
            public Operator mirrored() {
                return switch (this) {
                    case LESS -> GREATER;
                    case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                    case GREATER -> LESS;
                    case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                    case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> this;
                };
            }

            /// The operator that answers NOT of this one (NULL stays NULL).
            public Operator negated() {
                return switch (this) {
                    case EQUAL -> NOT_EQUAL;
                    case NOT_EQUAL -> EQUAL;
                    case LESS -> GREATER_OR_EQUAL;
                    case LESS_OR_EQUAL -> GREATER;
                    case GREATER -> LESS_OR_EQUAL;
                    case GREATER_OR_EQUAL -> LESS;
                    case DISTINCT -> NOT_DISTINCT;
                    case NOT_DISTINCT -> DISTINCT;
                };
            }
        }

        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == left && c.get(1) == right ? this : new Comparison(operator, c.get(0), c.get(1));
        }
    }

    /// Three-valued AND over at least two terms. Terms are evaluated left to right on the rows still undecided.
    record And(List<Expression> terms) implements Expression {
        public And {
            terms = List.copyOf(terms);
        }

        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return terms;
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return sameInstances(terms, c) ? this : new And(c);
        }
    }

    record Or(List<Expression> terms) implements Expression {
        public Or {
            terms = List.copyOf(terms);
        }

        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return terms;
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return sameInstances(terms, c) ? this : new Or(c);
        }
    }

    record Not(Expression value) implements Expression {
        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return List.of(value);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == value ? this : new Not(c.get(0));
        }
    }

    record IsNull(Expression value) implements Expression {
        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return List.of(value);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == value ? this : new IsNull(c.get(0));
        }
    }

    /// `value IN (constants)`; NULL among the constants makes a miss NULL. Lists with non-constant entries are ORs.
    record InList(Expression value, List<Literal> list) implements Expression {
        public InList {
            list = List.copyOf(list);
        }

        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return List.of(value);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == value ? this : new InList(c.get(0), list);
        }
    }

    /// `value LIKE pattern ESCAPE escape`; `escape` is null when none was given. `ignoreCase` is ILIKE.
    record Like(Expression value, Expression pattern, Literal escape, boolean ignoreCase, Origin origin) implements Expression {
        public Like(Expression value, Expression pattern, Literal escape, boolean ignoreCase) {
            this(value, pattern, escape, ignoreCase, Origin.NONE);
        }

        @Override
        public SqlType type() {
            return SqlType.BOOLEAN;
        }

        @Override
        public List<Expression> children() {
            return List.of(value, pattern);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == value && c.get(1) == pattern ? this : new Like(c.get(0), c.get(1), escape, ignoreCase, origin);
        }
    }

    /// Converts; with `orNull` (TRY_CAST) a value that cannot be converted becomes NULL instead of an error.
    record Cast(Expression value, SqlType type, boolean orNull, Origin origin) implements Expression {
        public Cast(Expression value, SqlType type) {
            this(value, type, false, Origin.NONE);
        }

        public Cast(Expression value, SqlType type, Origin origin) {
            this(value, type, false, origin);
        }

        public Cast(Expression value, SqlType type, boolean orNull) {
            this(value, type, orNull, Origin.NONE);
        }

        @Override
        public List<Expression> children() {
            return List.of(value);
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return c.get(0) == value ? this : new Cast(c.get(0), type, orNull, origin);
        }
    }

    /// Searched CASE; simple CASE, IF and NULLIF are bound to it. A branch is evaluated only on the rows that reach it.
    record Case(List<Branch> branches, Expression otherwise) implements Expression {
        public Case {
            branches = List.copyOf(branches);
        }

        public record Branch(Expression condition, Expression result) {}

        @Override
        public SqlType type() {
            return otherwise.type();
        }

        @Override
        public List<Expression> children() {
            List<Expression> all = new ArrayList<>(branches.size() * 2 + 1);
            for (Branch branch : branches) {
                all.add(branch.condition());
                all.add(branch.result());
            }
            all.add(otherwise);
            return all;
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            if (sameInstances(children(), c)) {
                return this;
            }
            List<Branch> changed = new ArrayList<>(branches.size());
            for (int i = 0; i < branches.size(); i++) {
                changed.add(new Branch(c.get(2 * i), c.get(2 * i + 1)));
            }
            return new Case(changed, c.get(c.size() - 1));
        }
    }

    /// The first operand that is not NULL; later operands are evaluated only where needed.
    record Coalesce(List<Expression> operands) implements Expression {
        public Coalesce {
            operands = List.copyOf(operands);
        }

        @Override
        public SqlType type() {
            return operands.getFirst().type();
        }

        @Override
        public List<Expression> children() {
            return operands;
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return sameInstances(operands, c) ? this : new Coalesce(c);
        }
    }

    /// A scalar function of the registry, by constant; codec and equality go by its name and the argument types.
    record Call(ScalarFunction function, List<Expression> arguments, SqlType type, Origin origin) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        public Call(ScalarFunction function, List<Expression> arguments, SqlType type) {
            this(function, arguments, type, Origin.NONE);
        }

        @Override
        public List<Expression> children() {
            return arguments;
        }

        @Override
        public Expression withChildren(List<Expression> c) {
            return sameInstances(arguments, c) ? this : new Call(function, c, type, origin);
        }
    }

    /// Bytes with value equality, the carrier of varbinary and uuid literals.
    record Bytes(byte[] value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && java.util.Arrays.equals(value, bytes.value);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(value);
        }
    }

    /// Rewrites bottom-up; answers `this` when nothing changed.
    default Expression transformUp(UnaryOperator<Expression> change) {
        List<Expression> children = children();
        if (children.isEmpty()) {
            return change.apply(this);
        }
        List<Expression> changed = new ArrayList<>(children.size());
        for (Expression child : children) {
            changed.add(child.transformUp(change));
        }
        return change.apply(withChildren(changed));
    }

    private static boolean sameInstances(List<Expression> before, List<Expression> after) {
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) != after.get(i)) {
                return false;
            }
        }
        return before.size() == after.size();
    }
}
