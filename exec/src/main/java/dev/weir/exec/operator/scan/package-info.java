/// Reads tables: {@link dev.weir.exec.operator.scan.TableSource} is the seam, files are behind it. The only package of exec
/// that sees formats beyond `formats.memory`.
///
/// Read {@link dev.weir.exec.operator.scan.FileTableSource}, `ScanPlan` (what is computed from what, in the order that
/// governance fixes), `ScanFactory` and `ScanOperator` (morsels and windows), `StepRunner` and `ScanWindow` (which rows are
/// left, which values are loaded), `ScanFile`, `FileColumns`, `ValueReader`, `FilePruning` (one file), `OpenFiles` and
/// `DomainFolder` (finding it). {@link dev.weir.exec.operator.scan.FileTypes} says which SQL type a file's column has.
package dev.weir.exec.operator.scan;
