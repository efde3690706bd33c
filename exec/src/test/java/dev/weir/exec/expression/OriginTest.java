package dev.weir.exec.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Arithmetic.Operator;
import dev.weir.exec.type.SqlType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final Expression ONE = Expression.Literal.ofLong(1);

    @Test
    void equalOperationsAreEqualWhereverTheyWereWritten() {
        Expression here = new Expression.Arithmetic(Operator.ADD, ONE, ONE, SqlType.BIGINT, new Origin(1, 2));
        Expression there = new Expression.Arithmetic(Operator.ADD, ONE, ONE, SqlType.BIGINT);
        assertEquals(here, there);
        assertEquals(here.hashCode(), there.hashCode());
    }

    @Test
    void otherChildrenLeaveTheOriginAsItIs() {
        Origin origin = new Origin(3, 4);
        Expression two = Expression.Literal.ofLong(2);
        for (Expression expression : List.<Expression>of(
                new Expression.Arithmetic(Operator.ADD, ONE, ONE, SqlType.BIGINT, origin), new Expression.Negate(ONE, origin),
                new Expression.Cast(ONE, SqlType.INTEGER, origin))) {
            Expression changed = expression.transformUp(part -> part.equals(ONE) ? two : part);
            assertEquals(3, origin(changed).line(), changed.toString());
        }
    }

    @Test
    void firstPlaceStays() {
        QueryException failure = new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        QueryException inner = new Origin(1, 2).attach(failure);
        assertEquals(Optional.of(new Position(1, 2)), new Origin(3, 4).attach(inner).position());
        assertSame(failure, Origin.NONE.attach(failure));
    }

    @Test
    void onlyWhatTheStatementIsToBlameForHasAPlace() {
        QueryException failure = new QueryException(ErrorCode.MEMORY_EXCEEDED, "Query memory exceeded");
        assertEquals(Optional.empty(), new Origin(1, 2).attach(failure).position());
    }

    private static Origin origin(Expression expression) {
        return switch (expression) {
            case Expression.Arithmetic e -> e.origin();
            case Expression.Negate e -> e.origin();
            case Expression.Cast e -> e.origin();
            default -> Origin.NONE;
        };
    }
}
