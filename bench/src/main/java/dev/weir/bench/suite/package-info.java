/// Runs suites on engines side by side, compares their answers, reports.
///
/// Read {@link dev.weir.bench.suite.SqlEngine}, {@link dev.weir.bench.suite.ResultComparison},
/// {@link dev.weir.bench.suite.SuiteRunner}.
package dev.weir.bench.suite;
