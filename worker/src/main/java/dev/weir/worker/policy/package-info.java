/// Who may see what: the worker's own answer, asked for each query before anything of it runs.
///
/// Read {@link dev.weir.worker.policy.PolicySource} (the seam that a policy compiler feeds),
/// {@link dev.weir.worker.policy.PolicyVersion} (what one query is answered by), {@link dev.weir.worker.policy.AccessResolver}
/// and {@link dev.weir.worker.policy.ScanContract} (what a user is told beforehand). Must not import the other packages of
/// worker, nor a parser.
package dev.weir.worker.policy;
