package dev.weir.exec.evaluate;

/// `NOT condition`: NULL stays NULL.
final class NotTruth extends Truth {
    private final Truth inner;

    NotTruth(Truth inner) {
        this.inner = inner;
    }

    @Override
    void test(Rows rows, long truth, long unknown) {
        inner.test(rows, truth, unknown);
        int count = rows.count();
        for (int i = 0; i < words(count); i++) {
            put(truth, i, ~(word(truth, i) | word(unknown, i)) & rowMask(count, i));
        }
    }

    @Override
    boolean neverFails() {
        return inner.neverFails();
    }

    @Override
    boolean cheap() {
        return inner.cheap();
    }

    @Override
    public void close() {
        inner.close();
    }
}
