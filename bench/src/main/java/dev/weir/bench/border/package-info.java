/// What crosses the borders between domains: measured, beside what has to.
///
/// Read {@link dev.weir.bench.border.BorderBound}, {@link dev.weir.bench.border.BorderTraffic}.
package dev.weir.bench.border;
