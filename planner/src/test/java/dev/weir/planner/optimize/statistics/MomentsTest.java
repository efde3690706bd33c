package dev.weir.planner.optimize.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.PlanBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private final PlanBuilder builder = new PlanBuilder(new FakeCatalog().table("d", "p", "t", 400_000,
            FakeCatalog.column("t_key", SqlType.BIGINT, 100_000, 1L, 100_000L), FakeCatalog.column("t_value", SqlType.BIGINT, 50, 1L, 50L)));

    /// Rows of `HAVING call > bound` over 100,000 groups of four rows.
    private double rows(Comparison.Operator operator, boolean sum, long bound) {
        LogicalPlan table = builder.scan("t");
        LogicalPlan grouped = PlanBuilder.aggregate(table, List.of(PlanBuilder.column(table, "t_key")),
                sum ? builder.call("x", AggregateFunctions.SUM, PlanBuilder.ref(table, "t_value")) : builder.call("x", AggregateFunctions.COUNT));
        Expression value = PlanBuilder.ref(grouped, "x");
        return new PlanEstimator().estimate(new LogicalPlan.Filter(grouped, new Comparison(operator, value, new Expression.Literal(bound, value.type())))).rows();
    }

    @Test
    void farFromTheMeanThereAreFew() {
        assertEquals(50_000, rows(Comparison.Operator.GREATER, true, 102), 100);
        double far = rows(Comparison.Operator.GREATER, true, 300);
        assertTrue(far > 1000 && far < 5000, "" + far);
        assertEquals(100_000, far + rows(Comparison.Operator.LESS_OR_EQUAL, true, 300), 1);
        assertTrue(rows(Comparison.Operator.GREATER, true, 10) > 85_000);
        assertTrue(rows(Comparison.Operator.GREATER, false, 20) < 1000);
        assertTrue(rows(Comparison.Operator.GREATER_OR_EQUAL, false, 1) > 80_000);
    }

    @Test
    void anEvenRangeHasItsMeanInTheMiddle() {
        assertEquals(new Moments(5, 100 / 12.0), Moments.ofRange(0, 10));
        assertEquals(0.5, Moments.ofRange(3, 3).above(3));
        assertEquals(0, Moments.ofRange(3, 3).above(4), 1e-9);
    }
}
