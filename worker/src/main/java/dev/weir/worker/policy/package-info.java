/// Who may see what: the worker's own answer, asked for each fragment before anything of it runs.
///
/// Read {@link dev.weir.worker.policy.PolicySource} (the seam that a policy compiler feeds) and
/// {@link dev.weir.worker.policy.AccessResolver}. Must not import the other packages of worker, nor a parser.
package dev.weir.worker.policy;
