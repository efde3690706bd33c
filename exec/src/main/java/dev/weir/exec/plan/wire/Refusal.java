package dev.weir.exec.plan.wire;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;

/// Makes the error for a message that no planner of ours would send.
final class Refusal {
    private Refusal() {}

    static QueryException of(String what) {
        return new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Plan refused: " + what);
    }

    static void unless(boolean condition, String what) {
        if (!condition) {
            throw of(what);
        }
    }

    /// Refuses positions outside `0 .. size - 1`.
    static int position(int index, int size, String what) {
        if (index < 0 || index >= size) {
            throw of(what + " out of range: " + index + " of " + size);
        }
        return index;
    }
}
