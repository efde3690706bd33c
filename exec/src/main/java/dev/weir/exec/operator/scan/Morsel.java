package dev.weir.exec.operator.scan;

import dev.weir.exec.plan.Split;

/// What a thread takes at once: a row group, or one of several equal parts of it.
record Morsel(Split split, int rowGroup, int part, int parts) {
    long fromRow(long rows) {
        return rows * part / parts;
    }

    long toRow(long rows) {
        return rows * (part + 1) / parts;
    }
}
