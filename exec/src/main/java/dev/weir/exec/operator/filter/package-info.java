/// Rows that pass a predicate: {@link dev.weir.exec.operator.filter.FilterFactory}.
package dev.weir.exec.operator.filter;
