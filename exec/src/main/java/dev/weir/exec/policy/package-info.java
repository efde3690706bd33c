/// Row filters, masks and who they apply to, as bound expressions; no SQL text, no parser.
///
/// {@link dev.weir.exec.policy.ScanAccess} is what a scan must carry.
package dev.weir.exec.policy;
