/// Constant rows: {@link dev.weir.exec.operator.values.ValuesFactory}. Imports batch, expression, plan, and of
/// `pipeline` the task's context; no other operator.
package dev.weir.exec.operator.values;
