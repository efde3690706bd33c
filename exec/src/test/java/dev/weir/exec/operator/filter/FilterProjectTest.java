package dev.weir.exec.operator.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class FilterProjectTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private static final Expression NUMBER = new Expression.Column(0, SqlType.BIGINT);
    private static final Expression TEXT = new Expression.Column(1, SqlType.VARCHAR);

    /// Numbers from 0, a text for the odd ones.
    private static PhysicalPlan.Values values(int rows) {
        List<List<Literal>> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(List.of(Literal.ofLong(i), i % 2 == 0 ? Literal.ofNull(SqlType.VARCHAR) : Literal.ofString("text of more than twelve bytes " + i)));
        }
        return new PhysicalPlan.Values(List.of(SqlType.BIGINT, SqlType.VARCHAR), all);
    }

    private static Expression compare(Expression.Comparison.Operator operator, long number) {
        return new Expression.Comparison(operator, NUMBER, Literal.ofLong(number));
    }

    @Test
    void keepsTheRowsThatAreTrue() {
        Expression predicate = new Expression.And(List.of(
                compare(Expression.Comparison.Operator.GREATER_OR_EQUAL, 9_000), new Expression.Not(new Expression.IsNull(TEXT))));
        List<List<Object>> rows = leaks.rows(new PhysicalPlan.Filter(values(10_000), predicate), 2);
        assertEquals(500, rows.size());
        assertEquals(List.of(9001L, "text of more than twelve bytes 9001"), rows.getFirst());
        assertEquals(0, leaks.rows(new PhysicalPlan.Filter(values(10), compare(Expression.Comparison.Operator.LESS, 0)), 1).size());
        assertEquals(10, leaks.rows(new PhysicalPlan.Filter(values(10), compare(Expression.Comparison.Operator.LESS, 100)), 1).size());
    }

    @Test
    void computesColumns() {
        Expression sum = new Expression.Arithmetic(Expression.Arithmetic.Operator.ADD, NUMBER, Literal.ofLong(5), SqlType.BIGINT);
        List<List<Object>> rows = leaks.rows(new PhysicalPlan.Project(values(9_000), List.of(TEXT, sum, Literal.ofString("constant"), TEXT)), 2);
        assertEquals(9_000, rows.size());
        assertEquals(Arrays.asList(null, 8_203L, "constant", null), rows.get(8_198));
        assertEquals(List.of(List.of(), List.of()), leaks.rows(new PhysicalPlan.Project(values(2), List.of()), 1));
    }

    @Test
    void anErrorLeavesNothing() {
        Expression quotient = new Expression.Arithmetic(Expression.Arithmetic.Operator.DIVIDE, Literal.ofLong(5), NUMBER, SqlType.BIGINT);
        TaskExecution task = leaks.start(
                new PhysicalPlan.Project(values(20_000), List.of(TEXT, quotient)), new CollectingSink(), leaks.context(2), leaks.pool(2));
        assertEquals(ErrorCode.DIVISION_BY_ZERO, Tasks.failure(task).code());
        TaskExecution filter = leaks.start(
                new PhysicalPlan.Filter(values(20_000), new Expression.Comparison(Expression.Comparison.Operator.GREATER, quotient, Literal.ofLong(0))),
                new CollectingSink(), leaks.context(2), leaks.pool(2));
        assertEquals(ErrorCode.DIVISION_BY_ZERO, Tasks.failure(filter).code());
    }
}
