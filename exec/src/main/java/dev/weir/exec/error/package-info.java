/// What can go wrong, as users see it: a code, a kind, a position, a hint.
///
/// Read {@link dev.weir.exec.error.ErrorCode}, then {@link dev.weir.exec.error.QueryException}.
/// Imports nothing of ours.
package dev.weir.exec.error;
