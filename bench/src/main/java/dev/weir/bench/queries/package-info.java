/// The texts of the suites: {@link dev.weir.bench.queries.TpchQueries}. The files beside it in the resources are the only copy.
package dev.weir.bench.queries;
