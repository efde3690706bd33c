/// Contradicts Weir: random data and random queries by seed, answered by DuckDB over the same files.
///
/// Read {@link dev.weir.bench.oracle.RandomTables}, {@link dev.weir.bench.oracle.RandomQueries} (with
/// {@link dev.weir.bench.oracle.RandomAlternatives} for conditions of joins),
/// {@link dev.weir.bench.oracle.Translation} (what the two dialects say differently),
/// {@link dev.weir.bench.oracle.Disagreement} (what counts as one), {@link dev.weir.bench.oracle.OracleRun}.
package dev.weir.bench.oracle;
