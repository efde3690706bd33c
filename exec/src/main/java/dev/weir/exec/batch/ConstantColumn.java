package dev.weir.exec.batch;

import dev.weir.exec.type.SqlType;

/// One value, the same in every row.
public final class ConstantColumn implements Column {
    private final FlatColumn value;
    private final int length;

    /// Takes over the caller's reference to `value`, a column of length one.
    public ConstantColumn(FlatColumn value, int length) {
        if (value.length() != 1) {
            throw new IllegalArgumentException("a constant has one value, not " + value.length());
        }
        this.value = value;
        this.length = length;
    }

    /// The value as a column of length one; still owned by this column.
    public FlatColumn single() {
        return value;
    }

    @Override
    public SqlType type() {
        return value.type();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public ConstantColumn retain() {
        value.retain();
        return this;
    }

    @Override
    public void close() {
        value.close();
    }

    @Override
    public boolean mayHaveNulls() {
        return value.isNull(0);
    }

    @Override
    public boolean isNull(int row) {
        return value.isNull(0);
    }

    @Override
    public Object value(int row) {
        return value.value(0);
    }

    @Override
    public long size() {
        return value.size();
    }
}
