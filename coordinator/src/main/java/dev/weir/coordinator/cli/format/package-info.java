/// Output formats of the CLI, one a file, listed in {@link dev.weir.coordinator.cli.format.OutputFormat}.
package dev.weir.coordinator.cli.format;
