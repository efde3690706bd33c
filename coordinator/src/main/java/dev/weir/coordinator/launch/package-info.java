/// The composition root: the only package that sees every part. {@link dev.weir.coordinator.launch.Main} picks the command.
package dev.weir.coordinator.launch;
