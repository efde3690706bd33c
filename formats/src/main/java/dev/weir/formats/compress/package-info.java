/// Codecs, from address to address.
///
/// {@link dev.weir.formats.compress.Codec} names them, {@link dev.weir.formats.compress.Decompressor} and
/// {@link dev.weir.formats.compress.Compressor} are one thread's instances with their reused contexts. Knows no file format.
package dev.weir.formats.compress;
