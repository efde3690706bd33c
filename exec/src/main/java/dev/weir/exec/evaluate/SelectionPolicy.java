package dev.weir.exec.evaluate;

/// Decides between testing all rows of a batch and gathering the selected ones first.
final class SelectionPolicy {
    private SelectionPolicy() {}

    /// Whether a term that cannot fail had better be tested on all `rows` than on `selected` of them. A vectorised test of
    /// a column costs a fraction of gathering it.
    static boolean testAll(Truth term, int selected, int rows) {
        return term.cheap() ? selected > rows >> 4 : selected > rows - (rows >> 2);
    }
}
