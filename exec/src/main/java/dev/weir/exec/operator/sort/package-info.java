/// Sort and top-N.
///
/// Keys become fixed-width entries that compare as unsigned words ({@link dev.weir.exec.operator.sort.KeyLayout},
/// {@link dev.weir.exec.operator.sort.KeyEncoder}); only strings longer than their prefix are looked up on a tie
/// ({@link dev.weir.exec.operator.sort.KeyComparator}). Each thread sorts its own run
/// ({@link dev.weir.exec.operator.sort.RowStore}, {@link dev.weir.exec.operator.sort.RunSorter}), the runs are merged while
/// they are read ({@link dev.weir.exec.operator.sort.SortedRows}). {@link dev.weir.exec.operator.sort.SortBuffer} and
/// {@link dev.weir.exec.operator.sort.TopNBuffer} are the operators; merging exchanges use the keys, too.
package dev.weir.exec.operator.sort;
