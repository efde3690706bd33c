package dev.weir.exec.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.expression.Expression.Cast;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Guards against errors, encodings of results, TPC-H's expressions, conversions and errors by example.
class EvaluationCasesTest {
    private static final SqlType.Decimal MONEY = new SqlType.Decimal(15, 2);

    private final BufferAllocator allocator = new RootAllocator();
    private final EvaluationContext context = new EvaluationContext(allocator, ZoneId.of("America/New_York"), 0);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void earlierConjunctGuardsLater() {
        Expression a = new Expression.Column(0, SqlType.BIGINT);
        Expression b = new Expression.Column(1, SqlType.BIGINT);
        Expression guarded = new Expression.And(List.of(
                new Comparison(Comparison.Operator.NOT_EQUAL, b, Literal.ofLong(0)),
                new Comparison(Comparison.Operator.GREATER, new Arithmetic(Arithmetic.Operator.DIVIDE, a, b, SqlType.BIGINT), Literal.ofLong(1))));
        try (Batch batch = batch(2, longs(10, 1, 8, 9), longs(2, 0, 0, 4))) {
            assertEquals(List.of(0, 3), select(guarded, batch));
            assertEquals(List.of(true, false, false, true), values(guarded, batch));
            Expression choice = new Expression.Case(List.of(new Expression.Case.Branch(
                    new Comparison(Comparison.Operator.EQUAL, b, Literal.ofLong(0)), Literal.ofLong(-1))),
                    new Arithmetic(Arithmetic.Operator.DIVIDE, a, b, SqlType.BIGINT));
            assertEquals(List.of(5L, -1L, -1L, 2L), values(choice, batch));
            assertEquals(ErrorCode.DIVISION_BY_ZERO, failure(new Arithmetic(Arithmetic.Operator.DIVIDE, a, b, SqlType.BIGINT), batch));
        }
    }

    @Test
    void slotsOfNullsRaiseNothing() {
        FlatColumn values = longs(Long.MAX_VALUE, 1);
        ArrowBuf validity = allocator.buffer(8);
        Memory.putByte(validity.memoryAddress(), (byte) 2);
        FlatColumn withNull = new FlatColumn(SqlType.BIGINT, Physical.INT64, 2, values.data(), validity, null);
        Expression column = new Expression.Column(0, SqlType.BIGINT);
        try (Batch batch = new Batch(List.of(withNull), 2)) {
            assertEquals(Arrays.asList(null, 2L), values(new Arithmetic(Arithmetic.Operator.ADD, column, Literal.ofLong(1), SqlType.BIGINT), batch));
            assertEquals(Arrays.asList(null, 1L), values(new Cast(column, SqlType.INTEGER), batch));
            assertEquals(Arrays.asList(null, 1L), values(call("abs", SqlType.BIGINT, column), batch));
        }
    }

    @Test
    void dictionariesStayCodedAndAreComputedOnce() {
        ArrowBuf codes = allocator.buffer(16);
        for (int i = 0; i < 4; i++) {
            Memory.putInt(codes.memoryAddress() + i * 4L, i & 1);
        }
        Expression column = new Expression.Column(0, SqlType.VARCHAR);
        Expression upper = call("upper", SqlType.VARCHAR, column);
        try (Batch batch = new Batch(List.of(new DictionaryColumn(4, codes, null, strings("air", "rail"))), 4);
                Evaluator evaluator = Evaluator.compile(upper, context);
                Column first = evaluator.evaluate(batch);
                Column second = evaluator.evaluate(batch)) {
            assertEquals(List.of("AIR", "RAIL", "AIR", "RAIL"), RandomColumns.values(first));
            assertSame(assertInstanceOf(DictionaryColumn.class, first).dictionary(), assertInstanceOf(DictionaryColumn.class, second).dictionary());
            assertEquals(List.of(1, 3), select(new Comparison(Comparison.Operator.EQUAL, upper, Literal.ofString("RAIL")), batch));
        }
    }

    @Test
    void constantsStayConstant() {
        try (Batch batch = batch(1, longs(1, 2, 3));
                Evaluator evaluator = Evaluator.compile(call("length", SqlType.BIGINT, Literal.ofString("four")), context);
                Column column = evaluator.evaluate(batch)) {
            assertInstanceOf(ConstantColumn.class, column);
            assertEquals(List.of(4L, 4L, 4L), RandomColumns.values(column));
        }
    }

    /// l_extendedprice * (1 - l_discount) * (1 + l_tax) stays in int64 while the values fit.
    @Test
    void chargeOfTpchQuery1() {
        Expression price = new Expression.Column(0, MONEY);
        Expression discount = new Expression.Column(1, MONEY);
        Expression tax = new Expression.Column(2, MONEY);
        Literal one = new Literal(BigDecimal.ONE, new SqlType.Decimal(1, 0));
        Expression charge = decimal(Arithmetic.Operator.MULTIPLY,
                decimal(Arithmetic.Operator.MULTIPLY, price, decimal(Arithmetic.Operator.SUBTRACT, one, discount)),
                decimal(Arithmetic.Operator.ADD, one, tax));
        assertEquals(new SqlType.Decimal(38, 6), charge.type());
        try (Batch batch = batch(3, decimals(MONEY, "33078.94", "9999999999999.99"), decimals(MONEY, "0.04", "0.00"), decimals(MONEY, "0.02", "0.08"));
                Evaluator evaluator = Evaluator.compile(charge, context);
                Column column = evaluator.evaluate(batch)) {
            assertEquals(List.of(new BigDecimal("32390.898048"), new BigDecimal("10799999999999.989200")), RandomColumns.values(column));
            assertEquals(Physical.INT128, assertInstanceOf(FlatColumn.class, column).physical());
        }
        try (Batch batch = batch(3, decimals(MONEY, "33078.94"), decimals(MONEY, "0.04"), decimals(MONEY, "0.02"));
                Evaluator evaluator = Evaluator.compile(charge, context);
                Column column = evaluator.evaluate(batch)) {
            assertEquals(Physical.INT64, assertInstanceOf(FlatColumn.class, column).physical());
        }
    }

    @Test
    void filterOfTpchQuery6() {
        Expression shipped = new Expression.Column(0, SqlType.DATE);
        Expression discount = new Expression.Column(1, MONEY);
        Expression quantity = new Expression.Column(2, MONEY);
        Expression filter = new Expression.And(List.of(
                new Comparison(Comparison.Operator.GREATER_OR_EQUAL, shipped, new Literal(8766L, SqlType.DATE)),
                new Comparison(Comparison.Operator.LESS, shipped, new Literal(9131L, SqlType.DATE)),
                new Comparison(Comparison.Operator.GREATER_OR_EQUAL, discount, new Literal(new BigDecimal("0.05"), MONEY)),
                new Comparison(Comparison.Operator.LESS_OR_EQUAL, discount, new Literal(new BigDecimal("0.07"), MONEY)),
                new Comparison(Comparison.Operator.LESS, quantity, new Literal(new BigDecimal("24.00"), MONEY))));
        try (Batch batch = batch(3, dates(8766, 9131, 9130, 9000), decimals(MONEY, "0.05", "0.06", "0.07", "0.08"), decimals(MONEY, "1.00", "2.00", "23.99", "3.00"))) {
            assertEquals(List.of(0, 2), select(filter, batch));
        }
    }

    @Test
    void datesAndIntervals() {
        Literal january31 = new Literal(java.time.LocalDate.of(2024, 1, 31).toEpochDay(), SqlType.DATE);
        Literal month = new Literal(1L, SqlType.INTERVAL_YEAR_MONTH);
        assertEquals(java.time.LocalDate.of(2024, 2, 29).toEpochDay(), constant(new Arithmetic(Arithmetic.Operator.ADD, january31, month, SqlType.DATE)));
        Literal ninetyDays = new Literal(90 * 86_400_000_000L, SqlType.INTERVAL_DAY_SECOND);
        assertEquals(java.time.LocalDate.of(1998, 9, 2).toEpochDay(), constant(new Arithmetic(Arithmetic.Operator.SUBTRACT,
                new Literal(java.time.LocalDate.of(1998, 12, 1).toEpochDay(), SqlType.DATE), ninetyDays, SqlType.DATE)));
        assertEquals(31 * 86_400_000_000L, constant(new Arithmetic(Arithmetic.Operator.SUBTRACT, january31,
                new Literal(java.time.LocalDate.of(2023, 12, 31).toEpochDay(), SqlType.DATE), SqlType.INTERVAL_DAY_SECOND)));
        assertEquals(6L, constant(new Arithmetic(Arithmetic.Operator.MULTIPLY, month, Literal.ofLong(6), SqlType.INTERVAL_YEAR_MONTH)));
    }

    @Test
    void zonesComeFromTheSession() {
        Literal text = Literal.ofString("2024-07-01 12:00:00");
        assertEquals("2024-07-01 12:00:00-04:00", constant(new Cast(new Cast(text, SqlType.TIMESTAMP_TZ), SqlType.VARCHAR)));
        assertEquals("2024-07-01 10:00:00", constant(new Cast(new Cast(new Cast(Literal.ofString("2024-07-01 14:00:00 UTC"), SqlType.TIMESTAMP_TZ), SqlType.TIMESTAMP), SqlType.VARCHAR)));
        assertEquals(8L, constant(call("hour", SqlType.BIGINT, new Cast(Literal.ofString("2024-07-01 12:00:00Z"), SqlType.TIMESTAMP_TZ))));
    }

    @Test
    void conversions() {
        assertEquals(3L, constant(new Cast(new Literal(2.5, SqlType.DOUBLE), SqlType.INTEGER)));
        assertEquals(new BigDecimal("-1.3"), constant(new Cast(new Literal(new BigDecimal("-1.25"), new SqlType.Decimal(3, 2)), new SqlType.Decimal(3, 1))));
        assertEquals("abc", constant(new Cast(Literal.ofString("abcdef"), new SqlType.Varchar(3))));
        assertEquals("a", constant(new Cast(Literal.ofString("a   "), new SqlType.Char(4))));
        assertEquals("1.50", constant(new Cast(new Literal(new BigDecimal("1.50"), new SqlType.Decimal(3, 2)), SqlType.VARCHAR)));
        assertEquals("123e4567-e89b-12d3-a456-426614174000", constant(new Cast(new Cast(Literal.ofString("123E4567-e89b-12d3-a456-426614174000"), SqlType.UUID), SqlType.VARCHAR)));
        assertEquals("13:14:15.5", constant(new Cast(new Cast(Literal.ofString("13:14:15.500"), SqlType.TIME), SqlType.VARCHAR)));
        assertEquals("-3 04:05:06", constant(new Cast(new Cast(Literal.ofString("-3 04:05:06"), SqlType.INTERVAL_DAY_SECOND), SqlType.VARCHAR)));
        assertEquals(null, constant(new Cast(Literal.ofString("x"), SqlType.BIGINT, true)));
        assertEquals(1_709_212_455_123_456_789L, constant(new Cast(Literal.ofString("2024-02-29 13:14:15.123456789"), new SqlType.Timestamp(9))));
    }

    @Test
    void errorsCarryCodes() {
        assertEquals(ErrorCode.INVALID_CAST, failure(new Cast(Literal.ofString("12x"), SqlType.BIGINT)));
        assertEquals(ErrorCode.INVALID_CAST, failure(new Cast(Literal.ofString("2024-02-30"), SqlType.DATE)));
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, failure(new Cast(Literal.ofLong(300), SqlType.TINYINT)));
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, failure(new Cast(new Literal(new BigDecimal("100.0"), new SqlType.Decimal(4, 1)), new SqlType.Decimal(3, 1))));
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, failure(new Arithmetic(Arithmetic.Operator.ADD, Literal.ofLong(Long.MAX_VALUE), Literal.ofLong(1), SqlType.BIGINT)));
        assertEquals(ErrorCode.NUMERIC_OVERFLOW, failure(new Arithmetic(Arithmetic.Operator.DIVIDE, Literal.ofLong(Long.MIN_VALUE), Literal.ofLong(-1), SqlType.BIGINT)));
        assertEquals(ErrorCode.INVALID_ARGUMENT, failure(call("chr", SqlType.VARCHAR, Literal.ofLong(-1))));
        assertEquals(ErrorCode.INVALID_ARGUMENT, failure(call("regexp_like", SqlType.BOOLEAN, Literal.ofString("a"), Literal.ofString("("))));
        assertEquals(ErrorCode.INVALID_ARGUMENT, failure(call("regexp_like", SqlType.BOOLEAN, Literal.ofString("a".repeat(40)), Literal.ofString("(a|a)*\\1b"))));
        assertEquals(ErrorCode.INVALID_ARGUMENT, failure(new Expression.Like(Literal.ofString("a"), Literal.ofString("a!b"), Literal.ofString("!"), false)));
    }

    @Test
    void messagesPutValuesLast() {
        QueryException failure = assertThrows(QueryException.class, () -> constant(new Cast(Literal.ofString("12x"), SqlType.BIGINT)));
        assertTrue(failure.detail().endsWith("'12x'"), failure.detail());
    }

    @Test
    void likeWithEscape() {
        Expression column = new Expression.Column(0, SqlType.VARCHAR);
        try (Batch batch = new Batch(List.of(strings("50%", "50x", "a_b", "aüb", "%")), 5)) {
            assertEquals(List.of(0, 4), select(new Expression.Like(column, Literal.ofString("%!%"), Literal.ofString("!"), false), batch));
            assertEquals(List.of(2), select(new Expression.Like(column, Literal.ofString("a!_b"), Literal.ofString("!"), false), batch));
            assertEquals(List.of(2, 3), select(new Expression.Like(column, Literal.ofString("A_B"), null, true), batch));
        }
    }

    private static Expression decimal(Arithmetic.Operator operator, Expression left, Expression right) {
        SqlType.Decimal a = (SqlType.Decimal) left.type();
        SqlType.Decimal b = (SqlType.Decimal) right.type();
        return new Arithmetic(operator, left, right, operator == Arithmetic.Operator.MULTIPLY ? TypeRules.multiply(a, b).orElseThrow() : TypeRules.add(a, b));
    }

    private static Expression call(String name, SqlType result, Expression... arguments) {
        return new Expression.Call(FunctionRegistry.scalar(name).orElseThrow(), List.of(arguments), result);
    }

    private Object constant(Expression expression) {
        return ConstantEvaluator.evaluate(expression, context.zone(), context.start()).value();
    }

    private ErrorCode failure(Expression expression) {
        return assertThrows(QueryException.class, () -> constant(expression)).code();
    }

    private ErrorCode failure(Expression expression, Batch batch) {
        return assertThrows(QueryException.class, () -> values(expression, batch)).code();
    }

    private List<Object> values(Expression expression, Batch batch) {
        try (Evaluator evaluator = Evaluator.compile(expression, context); Column column = evaluator.evaluate(batch)) {
            return RandomColumns.values(column);
        }
    }

    private List<Integer> select(Expression condition, Batch batch) {
        try (Predicate predicate = Predicate.compile(condition, context); ArrowBuf selection = allocator.buffer(batch.rows() * 4L)) {
            int count = predicate.select(batch, selection.memoryAddress());
            List<Integer> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rows.add(Memory.getInt(selection.memoryAddress() + i * 4L));
            }
            return rows;
        }
    }

    private static Batch batch(int columns, Column... all) {
        assertEquals(columns, all.length);
        return new Batch(List.of(all), all[0].length());
    }

    private FlatColumn longs(long... values) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.BIGINT, allocator)) {
            for (long value : values) {
                builder.appendLong(value);
            }
            return builder.build();
        }
    }

    private FlatColumn dates(long... values) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.DATE, allocator)) {
            for (long value : values) {
                builder.appendLong(value);
            }
            return builder.build();
        }
    }

    private FlatColumn strings(String... values) {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.VARCHAR, allocator)) {
            for (String value : values) {
                builder.appendString(value);
            }
            return builder.build();
        }
    }

    private FlatColumn decimals(SqlType.Decimal type, String... values) {
        try (ColumnBuilder builder = new ColumnBuilder(type, allocator)) {
            for (String value : values) {
                builder.append(new BigDecimal(value));
            }
            return builder.build();
        }
    }
}
