/// The end of the last stage: {@link dev.weir.exec.operator.output.ClientOutputFactory} hands batches on in order,
/// {@link dev.weir.exec.operator.output.ClientBatches} rebuilds them in the client's Arrow types, which exec.type.ClientTypes
/// names. Imports batch, type, `operator.exchange` for the vectors; not Flight.
package dev.weir.exec.operator.output;
