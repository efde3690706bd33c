package dev.weir.exec.expression;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import org.junit.jupiter.api.Test;

class ExpressionFactsTest {
    private static final SqlType.Decimal PRICE = new SqlType.Decimal(15, 2);
    private static final SqlType.Decimal WIDE = new SqlType.Decimal(38, 2);

    @Test
    void decimalSumsAndProductsFailOnlyWhereTheResultIsCapped() {
        assertTrue(ExpressionFacts.neverFails(new Arithmetic(Arithmetic.Operator.ADD, column(PRICE), column(PRICE), TypeRules.add(PRICE, PRICE))));
        assertFalse(ExpressionFacts.neverFails(new Arithmetic(Arithmetic.Operator.ADD, column(WIDE), column(WIDE), TypeRules.add(WIDE, WIDE))));
        assertTrue(ExpressionFacts.neverFails(product(PRICE, PRICE)));
        assertFalse(ExpressionFacts.neverFails(product(PRICE, WIDE)));
    }

    @Test
    void divisionAndIntegerArithmeticMayFail() {
        assertFalse(ExpressionFacts.neverFails(new Arithmetic(Arithmetic.Operator.DIVIDE, column(PRICE), column(PRICE), TypeRules.divide(PRICE, PRICE))));
        assertFalse(ExpressionFacts.neverFails(new Arithmetic(Arithmetic.Operator.ADD, column(SqlType.BIGINT), column(SqlType.BIGINT), SqlType.BIGINT)));
        assertFalse(ExpressionFacts.neverFails(remainder(column(SqlType.BIGINT))));
        assertFalse(ExpressionFacts.neverFails(remainder(new Expression.Literal(0L, SqlType.BIGINT))));
        assertFalse(ExpressionFacts.neverFails(remainder(new Expression.Literal(-1L, SqlType.BIGINT))));
        assertTrue(ExpressionFacts.neverFails(remainder(new Expression.Literal(7L, SqlType.BIGINT))));
        assertTrue(ExpressionFacts.neverFails(new Arithmetic(Arithmetic.Operator.DIVIDE, column(SqlType.DOUBLE), column(SqlType.DOUBLE), SqlType.DOUBLE)));
    }

    @Test
    void castsThatLoseMayFailUnlessNullIsAllowed() {
        assertTrue(ExpressionFacts.neverFails(new Expression.Cast(column(PRICE), new SqlType.Decimal(20, 2), false)));
        assertFalse(ExpressionFacts.neverFails(new Expression.Cast(column(WIDE), PRICE, false)));
        assertFalse(ExpressionFacts.neverFails(new Expression.Cast(column(SqlType.VARCHAR), SqlType.BIGINT, false)));
        assertTrue(ExpressionFacts.neverFails(new Expression.Cast(column(SqlType.VARCHAR), SqlType.BIGINT, true)));
        assertFalse(ExpressionFacts.neverFails(new Expression.Cast(column(SqlType.DATE), new SqlType.Timestamp(6), false)));
    }

    @Test
    void oneFailingPartMakesTheWholeFail() {
        Expression failing = new Expression.Cast(column(SqlType.VARCHAR), SqlType.BOOLEAN, false);
        assertTrue(ExpressionFacts.neverFails(new Expression.Not(column(SqlType.BOOLEAN))));
        assertFalse(ExpressionFacts.neverFails(new Expression.Not(failing)));
    }

    private static Expression product(SqlType.Decimal left, SqlType.Decimal right) {
        return new Arithmetic(Arithmetic.Operator.MULTIPLY, column(left), column(right), TypeRules.multiply(left, right).orElseThrow());
    }

    private static Expression remainder(Expression divisor) {
        return new Arithmetic(Arithmetic.Operator.REMAINDER, column(SqlType.BIGINT), divisor, SqlType.BIGINT);
    }

    private static Expression column(SqlType type) {
        return new Expression.Column(0, type);
    }
}
