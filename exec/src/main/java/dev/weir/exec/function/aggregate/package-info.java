/// The aggregate functions, listed in {@link dev.weir.exec.function.aggregate.AggregateFunctions}.
package dev.weir.exec.function.aggregate;
