/// Constant rows: {@link dev.weir.exec.operator.values.ValuesFactory}.
package dev.weir.exec.operator.values;
