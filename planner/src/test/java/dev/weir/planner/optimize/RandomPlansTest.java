package dev.weir.planner.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.check.PlanCheck;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.LogicalInterpreter;
import dev.weir.planner.testing.RandomPlans;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random plans give the same rows before and after optimizing, with any set of rules switched off.
class RandomPlansTest {
    private static final int PLANS = Integer.getInteger("weir.test.plans", 1500);

    private static int met;

    @Test
    void optimizedPlansGiveTheSameRows() {
        int compared = 0;
        for (long seed = Long.getLong("weir.test.seed", 1); compared < PLANS; seed++) {
            compared += check(seed);
        }
        assertTrue(met <= compared / 100, met + " of " + compared);
    }

    private static int check(long seed) {
        FakeCatalog catalog = RandomPlans.catalog();
        RandomPlans plans = new RandomPlans(seed, catalog);
        RandomPlans.Data data = plans.data();
        LogicalPlan.Output query = plans.query();
        String text = "seed " + seed + "\n" + PlanText.of(LogicalDescription.of(query, null));
        PlanSettings settings = PlanSettings.DEFAULT.withChecks(true).withDisabledRules(RandomPlans.disabledRules(new Random(seed)));
        PlanCheck.check(query, "making it");
        Object expected = run(query, query, data, false);
        Object eager = run(query, query, data, true);
        LogicalPlan.Output optimized;
        try {
            optimized = Optimizer.optimize(query, settings).plan();
        } catch (RuntimeException e) {
            throw new AssertionError(text, e);
        }
        String after = text + "disabled " + settings.disabledRules() + "\noptimized\n" + PlanText.of(LogicalDescription.of(optimized, null)) + data;
        Object actual;
        try {
            actual = run(query, optimized, data, true);
        } catch (RuntimeException e) {
            throw new AssertionError(after, e);
        }
        if (expected == ErrorCode.SUBQUERY_RETURNED_MANY_ROWS) {
            // an optimized plan may have found that nobody asks for the row
            return 0;
        }
        if (actual == ErrorCode.SUBQUERY_RETURNED_MANY_ROWS) {
            // or joins in an order that meets the error of a side whose other side is empty; seldom
            met += actual == eager ? 0 : 1;
            return 0;
        }
        assertEquals(expected, actual, after);
        return 1;
    }

    private static Object run(LogicalPlan.Output query, LogicalPlan.Output plan, RandomPlans.Data data, boolean eager) {
        try {
            return LogicalInterpreter.comparable(query, new LogicalInterpreter(data, eager).run(plan));
        } catch (QueryException e) {
            return e.code();
        }
    }
}
