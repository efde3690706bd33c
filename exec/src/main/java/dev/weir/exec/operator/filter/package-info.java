/// Rows that pass a predicate: {@link dev.weir.exec.operator.filter.FilterFactory}. Imports `evaluate`, batch, expression,
/// kernel, and of `pipeline` the task's context; no other operator.
package dev.weir.exec.operator.filter;
