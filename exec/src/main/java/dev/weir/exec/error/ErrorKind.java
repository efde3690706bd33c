package dev.weir.exec.error;

/// Who has to act on an error.
public enum ErrorKind {
    /// The statement or its data is at fault.
    USER,
    /// A domain's policy refuses.
    GOVERNANCE,
    /// Memory, disk, time or admission limits.
    RESOURCE,
    /// A file, a process or the network.
    EXTERNAL,
    /// A bug of ours.
    INTERNAL
}
