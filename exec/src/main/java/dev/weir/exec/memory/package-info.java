/// Who may use how much memory: the process, its queries, their tasks, and what operators hold.
///
/// Read {@link dev.weir.exec.memory.DataMemory} (the process), {@link dev.weir.exec.memory.QueryMemory} (allocators), then
/// {@link dev.weir.exec.memory.TaskMemory} and {@link dev.weir.exec.memory.OperatorMemory} (who holds what, and who has to write it to disk when memory is short),
/// {@link dev.weir.exec.memory.SpillSpace} (where on disk) and {@link dev.weir.exec.memory.MemoryReport} (what the user is
/// told when nothing helps). Imports error, `formats.cache` and `formats.memory`.
package dev.weir.exec.memory;
