package dev.weir.exec.plan.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.FragmentMessage;
import dev.weir.proto.v1.PlanMessage;
import dev.weir.proto.v1.PlanNode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanCodecTest {
    private static final List<Expression.Literal> ROW = List.of(Expression.Literal.ofLong(1), Expression.Literal.ofString("a"));
    private static final PhysicalPlan VALUES = new PhysicalPlan.Values(List.of(SqlType.BIGINT, SqlType.VARCHAR), List.of(ROW));

    @Test
    void randomFragmentsSurviveTheWire() {
        for (int seed = 0; seed < 3000; seed++) {
            Fragment fragment = new RandomPlans(seed).fragment();
            assertEquals(fragment, PlanCodec.roundTrip(fragment), "seed " + seed);
        }
    }

    /// Equality does not look at origins.
    @Test
    void placesInTheTextSurviveTheWire() {
        Expression one = Expression.Literal.ofLong(1);
        Expression text = Expression.Literal.ofString("a");
        Origin at = new Origin(2, 7);
        Expression.Arithmetic sum = new Expression.Arithmetic(Expression.Arithmetic.Operator.ADD, one, one, SqlType.BIGINT, at);
        Expression.Negate negated = new Expression.Negate(sum, new Origin(2, 6));
        Expression.Negate negatedAgain = (Expression.Negate) wired(negated);
        assertEquals("2:6", negatedAgain.origin().toString());
        assertEquals("2:7", ((Expression.Arithmetic) negatedAgain.value()).origin().toString());
        assertEquals("2:7", ((Expression.Cast) wired(new Expression.Cast(one, SqlType.INTEGER, at))).origin().toString());
        assertEquals("2:7", ((Expression.Like) wired(new Expression.Like(text, text, null, false, at))).origin().toString());
        Expression.Call call = new Expression.Call(FunctionRegistry.scalar("upper").orElseThrow(), List.of(text), SqlType.VARCHAR, at);
        assertEquals("2:7", ((Expression.Call) wired(call)).origin().toString());
        assertEquals("", ((Expression.Cast) wired(new Expression.Cast(one, SqlType.INTEGER))).origin().toString());
        AggregateCall aggregate = new AggregateCall(AggregateFunctions.COUNT, List.of(), false, -1,
                AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow(), at);
        PhysicalPlan plan = new PhysicalPlan.AssertSingleRow(
                new PhysicalPlan.Aggregate(VALUES, List.of(), List.of(aggregate), PhysicalPlan.Aggregate.Step.SINGLE, 1), new Origin(3, 8));
        PhysicalPlan.AssertSingleRow again = (PhysicalPlan.AssertSingleRow) PlanCodec.decode(PlanCodec.encode(plan));
        assertEquals("3:8", again.origin().toString());
        assertEquals("2:7", ((PhysicalPlan.Aggregate) again.input()).calls().getFirst().origin().toString());
    }

    private static Expression wired(Expression expression) {
        return ExpressionCodec.decode(ExpressionCodec.encode(expression), List.of());
    }

    @Test
    void nestedTypesSurviveTheWire() {
        SqlType type = new SqlType.Row(List.of(
                new SqlType.Row.Field("A", new SqlType.Array(SqlType.UNKNOWN)), new SqlType.Row.Field("b", new SqlType.Map(SqlType.DATE, SqlType.UUID))));
        assertEquals(type, TypeCodec.decode(TypeCodec.encode(type)));
    }

    @Test
    void splitsSurviveTheWire() {
        Split split = new Split("tpch/orders/1.parquet", 1L << 40, 17, "ab12", 3, 2, 5_000_000_000L);
        assertEquals(split, PlanCodec.decode(PlanCodec.encode(split)));
    }

    @Test
    void deepExpressionsAreRefusedAndUsualOnesAreNot() {
        assertEquals(negated(900), ExpressionCodec.decode(ExpressionCodec.encode(negated(900)), List.of()));
        refused(() -> ExpressionCodec.decode(ExpressionCodec.encode(negated(1500)), List.of()));
    }

    @Test
    void positionsOutOfRangeAreRefused() {
        refused(VALUES, plan -> new PhysicalPlan.Sort(plan, List.of(new SortKey(2, false, false))));
        refused(VALUES, plan -> new PhysicalPlan.Project(plan, List.of(new Expression.Column(2, SqlType.BIGINT))));
        refused(VALUES, plan -> new PhysicalPlan.Project(plan, List.of(new Expression.Column(-1, SqlType.BIGINT))));
        refused(VALUES, plan -> new PhysicalPlan.Repeat(plan, 1));
    }

    @Test
    void typesThatLieAreRefused() {
        refused(VALUES, plan -> new PhysicalPlan.Project(plan, List.of(new Expression.Column(0, SqlType.VARCHAR))));
        refused(VALUES, plan -> new PhysicalPlan.Filter(plan, new Expression.Column(0, SqlType.BIGINT)));
        refused(VALUES, plan -> new PhysicalPlan.Union(List.of(plan, new PhysicalPlan.Values(List.of(SqlType.VARCHAR, SqlType.BIGINT), List.of()))));
        refused(VALUES, plan -> new PhysicalPlan.Project(plan, List.of(new Expression.Arithmetic(
                Expression.Arithmetic.Operator.ADD, new Expression.Column(1, SqlType.VARCHAR), new Expression.Column(0, SqlType.BIGINT), SqlType.BIGINT))));
    }

    /// A filter made of strings, asked about numbers, would follow them as addresses.
    @Test
    void runtimeFiltersOfAnotherTypeThanTheirColumnAreRefused() {
        PhysicalPlan scan = new PhysicalPlan.Scan(
                1, new TableName("d", "p", "t"), "s", List.of(new PhysicalPlan.Scan.ScanColumn("n", SqlType.BIGINT)), null,
                new ScanAccess.Unresolved(), List.of(new RuntimeFilter(4, 0)), 1);
        for (int key = 0; key < 2; key++) {
            int build = key;
            java.util.function.UnaryOperator<PhysicalPlan> join = input -> new PhysicalPlan.HashJoin(
                    JoinKind.INNER, new PhysicalPlan.NestedLoopJoin(JoinKind.INNER, input, scan, null, List.of(0, 1, 2)), input, List.of(build), List.of(build),
                    List.of(false), null, false, List.of(), List.of(new RuntimeFilter(4, 0)), 1);
            if (VALUES.types().get(build).equals(SqlType.BIGINT)) {
                PlanCodec.decode(PlanCodec.encode(join.apply(VALUES)));
            } else {
                refused(VALUES, join);
            }
        }
    }

    @Test
    void stagesWithoutAnOutputAndOutputsInsideAreRefused() {
        refused(() -> PlanCodec.roundTrip(new Fragment(1, VALUES, new Site.Coordinator(), false, List.of())));
        PhysicalPlan output = new PhysicalPlan.ClientOutput(VALUES, List.of("a", "b"));
        refused(VALUES, _ -> new PhysicalPlan.Limit(output, 1, 0));
        refused(() -> PlanCodec.roundTrip(new Fragment(1, new PhysicalPlan.ClientOutput(
                new PhysicalPlan.ExchangeSource(3, List.of(SqlType.BIGINT), List.of()), List.of("a")), new Site.Coordinator(), false, List.of(2))));
    }

    @Test
    void unknownFunctionsAreRefused() {
        PlanMessage.Builder message = PlanCodec.encode(VALUES).toBuilder();
        message.addNodesBuilder().setChildren(1).getAggregateBuilder().setStep(PlanNode.AggregateStep.SINGLE).addCallsBuilder().setFunction("exfiltrate");
        refused(() -> PlanCodec.decode(message.build()));
    }

    @Test
    void damagedBytesNeverEndInAnythingButARefusal() {
        Random random = new Random(42);
        int decoded = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = PlanCodec.encode(new RandomPlans(i % 200).fragment()).toByteArray();
            for (int flips = 0; flips <= random.nextInt(3); flips++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                PlanCodec.decode(FragmentMessage.parseFrom(bytes));
                decoded++;
            } catch (com.google.protobuf.InvalidProtocolBufferException _) {
                // the parser noticed
            } catch (QueryException e) {
                assertEquals(ErrorCode.PLAN_NOT_PERMITTED, e.code());
            }
        }
        assertTrue(decoded > 0);
    }

    @Test
    void errorsSurviveTheWire() {
        for (ErrorCode code : ErrorCode.values()) {
            QueryException error = new QueryException(code, "what", Optional.of(new Position(3, 7)), "hint", List.of("row group 3", "stage 2"), null);
            QueryException decoded = ErrorCodec.decode(ErrorCodec.encode(error));
            assertEquals(error.getMessage(), decoded.getMessage());
            assertEquals(error.context(), decoded.context());
            assertEquals(code, decoded.code());
        }
        assertEquals(ErrorCode.INTERNAL, ErrorCodec.decode(dev.weir.proto.v1.QueryError.newBuilder().setCode("FROM_THE_FUTURE").build()).code());
    }

    /// What the binder makes of a call must be found again from the coerced arguments alone.
    @Test
    void everyFunctionIsResolvedAgainFromItsSignature() {
        List<SqlType> types = new java.util.ArrayList<>(RandomPlans.TYPES);
        types.add(SqlType.UNKNOWN);
        Random random = new Random(11);
        for (dev.weir.exec.function.ScalarFunction function : new java.util.HashSet<>(dev.weir.exec.function.FunctionRegistry.scalars().values())) {
            for (int i = 0; i < 3000; i++) {
                List<SqlType> arguments = new java.util.ArrayList<>();
                List<Expression> operands = new java.util.ArrayList<>();
                for (int a = i % 5; a > 0; a--) {
                    arguments.add(types.get(random.nextInt(types.size())));
                }
                Optional<dev.weir.exec.function.ScalarFunction.Signature> signature = function.resolver().resolve(arguments);
                if (signature.isPresent()) {
                    for (SqlType type : signature.get().arguments()) {
                        operands.add(Expression.Literal.ofNull(type));
                    }
                    Expression call = new Expression.Call(function, operands, signature.get().result());
                    assertEquals(call, ExpressionCodec.decode(ExpressionCodec.encode(call), List.of()), function + " of " + arguments);
                }
            }
        }
    }

    private static Expression negated(int times) {
        Expression expression = Expression.Literal.ofLong(1);
        for (int i = 0; i < times; i++) {
            expression = new Expression.Negate(expression);
        }
        return expression;
    }

    private static void refused(PhysicalPlan input, java.util.function.UnaryOperator<PhysicalPlan> plan) {
        refused(() -> PlanCodec.decode(PlanCodec.encode(plan.apply(input))));
    }

    private static void refused(org.junit.jupiter.api.function.Executable executable) {
        assertEquals(ErrorCode.PLAN_NOT_PERMITTED, assertThrows(QueryException.class, executable).code());
    }
}
