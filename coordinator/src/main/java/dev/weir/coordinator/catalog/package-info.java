/// What domains last announced, kept on disk, with their state.
///
/// Read {@link dev.weir.coordinator.catalog.MeshCatalog}, `TableMerge` (several workers, one table) and
/// {@link dev.weir.coordinator.catalog.CatalogSnapshot} (what planning and scheduling see). Must not import worker.
package dev.weir.coordinator.catalog;
