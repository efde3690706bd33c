/// Who may use how much memory: the process, its queries, their tasks.
///
/// Read {@link dev.weir.exec.memory.QueryMemory}, then {@link dev.weir.exec.memory.MemoryReport}. Imports error.
package dev.weir.exec.memory;
