package dev.weir.exec.operator.scan;

import dev.weir.exec.batch.Column;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.formats.memory.Memory;

/// Keeps multiples of a number.
record Multiples(long of, RuntimeFilters.KeyFilter.Range range) implements RuntimeFilters.KeyFilter {
    @Override
    public int select(Column column, long selection, int count, long out) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int row = selection == 0 ? i : Memory.getInt(selection + i * 4L);
            if (column.value(row) instanceof Long value && value % of == 0) {
                Memory.putInt(out + kept++ * 4L, row);
            }
        }
        return kept;
    }
}
