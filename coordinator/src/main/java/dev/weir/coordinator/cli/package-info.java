/// The command line: one statement, a file of them, or a shell.
///
/// Read {@link dev.weir.coordinator.cli.SqlSession} (what the CLI needs of an engine; in process or over Flight), then
/// {@link dev.weir.coordinator.cli.StatementRunner}, {@link dev.weir.coordinator.cli.Shell}; `format` has the output formats.
/// Imports coordinator.query (in process only), planner.sql and exec.error; knows no worker.
package dev.weir.coordinator.cli;
