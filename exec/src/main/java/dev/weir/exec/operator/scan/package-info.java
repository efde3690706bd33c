/// Reads tables: {@link dev.weir.exec.operator.scan.TableSource} is the seam, files are behind it. The only package of exec
/// that sees formats beyond `formats.memory`. The scan operator applies row filter, masks and the user's predicate, in
/// that order.
package dev.weir.exec.operator.scan;
