/// The end of the last stage: {@link dev.weir.exec.operator.output.ClientOutputFactory} hands batches on in order,
/// {@link dev.weir.exec.operator.output.ClientTypes} says which Arrow types clients get and makes them.
package dev.weir.exec.operator.output;
