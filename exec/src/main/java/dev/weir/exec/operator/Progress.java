package dev.weir.exec.operator;

/// What a call into an operator ended with.
public enum Progress {
    /// Give me a batch, or say that there is none.
    NEED_INPUT,
    /// A batch is ready to be taken; then call again.
    HAVE_OUTPUT,
    /// Nothing more will come, whatever input is left.
    FINISHED,
    /// Call again when `blocked()` is done. No thread waits.
    BLOCKED
}
