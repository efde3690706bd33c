/// The contract that sources, operators and sinks of a pipeline keep; the operators are in the packages below.
///
/// Read {@link dev.weir.exec.operator.Progress}, {@link dev.weir.exec.operator.Source}, {@link dev.weir.exec.operator.Operator},
/// {@link dev.weir.exec.operator.Sink} and their factories. A factory is one node of one task and may hold state that the
/// threads share; what it makes belongs to one thread. Imports plan, expression, evaluate, kernel, batch, memory, metrics.
package dev.weir.exec.operator;
