/// The types of SQL values. Encodings, widths and nullability of columns are not types.
///
/// Read {@link dev.weir.exec.type.SqlType}, then {@link dev.weir.exec.type.TypeRules} (coercion and result types);
/// {@link dev.weir.exec.type.ClientTypes} names the Arrow types that clients get.
/// Imports nothing of ours but `formats.memory.Physical` and `exec.error`.
package dev.weir.exec.type;
