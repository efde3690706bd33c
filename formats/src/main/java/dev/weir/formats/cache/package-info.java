/// Pages of files that were read before, decompressed, in memory that queries get back when they need it.
///
/// Read {@link dev.weir.formats.cache.PageCache}, then {@link dev.weir.formats.cache.PageContent}. What is kept is the file's own
/// content below every policy: row filters and masks apply to it in the scan, for each query anew.
package dev.weir.formats.cache;
