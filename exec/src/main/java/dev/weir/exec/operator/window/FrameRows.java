package dev.weir.exec.operator.window;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.formats.memory.Memory;

/// Knows the frame of one row after another: up to three runs of rows, of which EXCLUDE makes more than one.
final class FrameRows {
    private final WindowFrame frame;
    private final RowCursor cursor;
    private final FlatColumn startOffsets;
    private final FlatColumn endOffsets;
    private final RangeSearch startSearch;
    private final RangeSearch endSearch;
    /// What RANGE is measured along; null for other frames.
    private final FlatColumn keys;
    private int partition = -1;
    /// The rows of the partition whose key is not NULL.
    private int valuesFrom;
    private int valuesTo;
    private final int[] from = new int[3];
    private final int[] to = new int[3];
    private int runs;

    FrameRows(WindowCall call, WindowBlock block) {
        frame = call.frame();
        cursor = block.cursor(call.partitionKeys(), call.orderKeys());
        startOffsets = frame.start().offset() < 0 ? null : block.flat(frame.start().offset());
        endOffsets = frame.end().offset() < 0 ? null : block.flat(frame.end().offset());
        keys = frame.key() == null ? null : block.flat(frame.key().column());
        startSearch = frame.start().limit() < 0 ? null
                : new RangeSearch(keys, block.flat(frame.start().limit()), frame.key().descending(), false);
        endSearch = frame.end().limit() < 0 ? null
                : new RangeSearch(keys, block.flat(frame.end().limit()), frame.key().descending(), true);
    }

    /// How many runs the row's frame has; 0 when it is empty.
    int runs() {
        return runs;
    }

    int from(int run) {
        return from[run];
    }

    /// One more than the last row of the run.
    int to(int run) {
        return to[run];
    }

    /// Goes on to a row that does not come before the present one.
    void move(int row) {
        cursor.move(row);
        if (keys != null && partition != cursor.partition()) {
            partition = cursor.partition();
            findValues();
        }
        int start = start(row);
        int end = end(row);
        runs = 0;
        if (end <= start) {
            return;
        }
        switch (frame.exclusion()) {
            case NO_OTHERS -> add(start, end);
            case CURRENT_ROW -> {
                add(start, Math.min(end, row));
                add(Math.max(start, row + 1), end);
            }
            case GROUP, TIES -> {
                add(start, Math.min(end, cursor.peerStart()));
                if (frame.exclusion() == WindowFrame.Exclusion.TIES && row >= start && row < end) {
                    add(row, row + 1);
                }
                add(Math.max(start, cursor.peerEnd()), end);
            }
        }
    }

    private void add(int first, int end) {
        if (first < end) {
            from[runs] = first;
            to[runs++] = end;
        }
    }

    /// NULLs lie together at one end of the partition.
    private void findValues() {
        valuesFrom = cursor.partitionStart();
        valuesTo = cursor.partitionEnd();
        while (valuesFrom < valuesTo && keys.isNull(valuesFrom)) {
            valuesFrom++;
        }
        while (valuesTo > valuesFrom && keys.isNull(valuesTo - 1)) {
            valuesTo--;
        }
    }

    private int start(int row) {
        boolean preceding = frame.start().kind() == WindowFrame.Kind.PRECEDING;
        return switch (frame.start().kind()) {
            case UNBOUNDED_PRECEDING -> cursor.partitionStart();
            case UNBOUNDED_FOLLOWING -> cursor.partitionEnd();
            case CURRENT_ROW -> frame.unit() == WindowFrame.Unit.ROWS ? row : cursor.peerStart();
            case PRECEDING, FOLLOWING -> switch (frame.unit()) {
                case ROWS -> clipped(row + way(startOffsets, row, preceding));
                case GROUPS -> cursor.startOfPeers(way(startOffsets, row, preceding));
                case RANGE -> {
                    check(startOffsets, row);
                    yield keys.isNull(row) ? cursor.peerStart() : startSearch.find(row, valuesFrom, valuesTo);
                }
            };
        };
    }

    private int end(int row) {
        boolean preceding = frame.end().kind() == WindowFrame.Kind.PRECEDING;
        return switch (frame.end().kind()) {
            case UNBOUNDED_PRECEDING -> cursor.partitionStart();
            case UNBOUNDED_FOLLOWING -> cursor.partitionEnd();
            case CURRENT_ROW -> frame.unit() == WindowFrame.Unit.ROWS ? row + 1 : cursor.peerEnd();
            case PRECEDING, FOLLOWING -> switch (frame.unit()) {
                case ROWS -> clipped(row + way(endOffsets, row, preceding) + 1);
                case GROUPS -> cursor.endOfPeers(way(endOffsets, row, preceding));
                case RANGE -> {
                    check(endOffsets, row);
                    yield keys.isNull(row) ? cursor.peerEnd() : endSearch.find(row, valuesFrom, valuesTo);
                }
            };
        };
    }

    private int clipped(long row) {
        return (int) Math.clamp(row, cursor.partitionStart(), cursor.partitionEnd());
    }

    private static long way(FlatColumn offsets, int row, boolean preceding) {
        if (offsets.isNull(row)) {
            throw missing();
        }
        long offset = Memory.getLong(offsets.address() + row * 8L);
        if (offset < 0) {
            throw negative();
        }
        long way = Math.min(offset, Integer.MAX_VALUE);
        return preceding ? -way : way;
    }

    /// Refuses an offset that only now turned out to be none.
    private static void check(FlatColumn offsets, int row) {
        if (offsets == null) {
            return;
        }
        if (offsets.isNull(row)) {
            throw missing();
        }
        long at = offsets.address() + (long) row * offsets.physical().width();
        boolean wrong = switch (offsets.physical()) {
            case INT8 -> Memory.getByte(at) < 0;
            case INT16 -> Memory.getShort(at) < 0;
            case INT32 -> Memory.getInt(at) < 0;
            case INT64 -> Memory.getLong(at) < 0;
            case INT128 -> Memory.getLong(at + 8) < 0;
            case FLOAT32 -> !(Memory.getFloat(at) >= 0);
            case FLOAT64 -> !(Memory.getDouble(at) >= 0);
            case BOOL, VIEW -> true;
        };
        if (wrong) {
            throw negative();
        }
    }

    private static QueryException missing() {
        return new QueryException(ErrorCode.INVALID_ARGUMENT, "Offset of a window frame is NULL");
    }

    private static QueryException negative() {
        return new QueryException(ErrorCode.INVALID_ARGUMENT, "Offset of a window frame is negative");
    }
}
