/// Bytes of files into off-heap buffers by positional reads.
///
/// No mmap: a page fault would hold a pool thread, and a file cut under a mapping kills the process inside a native codec.
/// Imports nothing but Arrow memory and the API's FormatException.
package dev.weir.formats.io;
