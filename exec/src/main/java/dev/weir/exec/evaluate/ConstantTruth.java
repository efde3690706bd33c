package dev.weir.exec.evaluate;

/// TRUE, FALSE or NULL (null) in every row.
final class ConstantTruth extends Truth {
    private final Boolean value;

    ConstantTruth(Boolean value) {
        this.value = value;
    }

    @Override
    void test(Rows rows, long truth, long unknown) {
        int count = rows.count();
        clear(truth, count);
        clear(unknown, count);
        if (value == null) {
            fill(unknown, count);
        } else if (value) {
            fill(truth, count);
        }
    }

    @Override
    boolean neverFails() {
        return true;
    }

    @Override
    boolean cheap() {
        return true;
    }
}
