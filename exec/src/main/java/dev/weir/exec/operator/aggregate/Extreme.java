package dev.weir.exec.operator.aggregate;

/// Which value of a group is kept.
enum Extreme {
    LEAST, GREATEST,
    /// Whichever comes first.
    ANY
}
