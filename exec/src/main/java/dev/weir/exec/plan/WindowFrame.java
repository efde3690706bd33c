package dev.weir.exec.plan;

/// Which rows of its partition a row's window function sees.
///
/// A RANGE bound with an offset comes computed: `limit` is the column of key - offset (or key + offset), and the bound is
/// the first (last) row whose `key` reaches it.
///
/// @param key what RANGE offsets are measured along; null when no bound is a RANGE offset
public record WindowFrame(Unit unit, Bound start, Bound end, Exclusion exclusion, SortKey key) {
    public enum Unit { ROWS, RANGE, GROUPS }

    public enum Kind { UNBOUNDED_PRECEDING, PRECEDING, CURRENT_ROW, FOLLOWING, UNBOUNDED_FOLLOWING;

        public boolean hasOffset() {
            return this == PRECEDING || this == FOLLOWING;
        }
    }

    public enum Exclusion { NO_OTHERS, CURRENT_ROW, GROUP, TIES }

    /// @param offset position of the column of PRECEDING and FOLLOWING, a bigint for ROWS and GROUPS; for RANGE what must not
    ///               be negative, or -1 when that is known; -1 for the other kinds
    /// @param limit  position of the column that RANGE offsets are searched by, of the type of `key`; else -1
    public record Bound(Kind kind, int offset, int limit) {}

    private static final Bound FIRST = new Bound(Kind.UNBOUNDED_PRECEDING, -1, -1);
    private static final Bound LAST = new Bound(Kind.UNBOUNDED_FOLLOWING, -1, -1);

    /// The whole partition.
    public static final WindowFrame PARTITION = new WindowFrame(Unit.RANGE, FIRST, LAST, Exclusion.NO_OTHERS, null);
}
