/// Made-up tables in files, for a process to practise on before anybody asks it anything.
///
/// Read {@link dev.weir.worker.sample.SampleTables} (what the tables are), then
/// {@link dev.weir.worker.sample.SampleColumn}. Knows files and memory, nothing of tasks, policies or the network.
package dev.weir.worker.sample;
