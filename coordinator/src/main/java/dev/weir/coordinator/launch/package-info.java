/// The composition root: the only package that sees every part. {@link dev.weir.coordinator.launch.Main} picks the command.
///
/// Then read {@link dev.weir.coordinator.launch.EmbeddedEngine} (all in one process),
/// {@link dev.weir.coordinator.launch.CoordinatorServer}, {@link dev.weir.coordinator.launch.DomainWorker}, and
/// {@link dev.weir.coordinator.launch.LocalCluster}, which puts both into one JVM. Nothing imports launch but bench.
package dev.weir.coordinator.launch;
