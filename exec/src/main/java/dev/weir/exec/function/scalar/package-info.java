/// One file a scalar function (or a family that shares its kernel), listed in {@link dev.weir.exec.function.scalar.ScalarFunctions}.
package dev.weir.exec.function.scalar;
