/// The encodings of data pages, one a file, each a {@link dev.weir.formats.parquet.encoding.PageValues}: positions among
/// the page's non-null values to stored values.
///
/// Read PageValues, FixedValues (PLAIN, and what DELTA_BINARY_PACKED and BYTE_STREAM_SPLIT decode to), CodeValues
/// (dictionary), PlainBytesValues, then the rest. Conversions turn stored values into decoded ones; Spread puts them around
/// NULLs. Numbers from the page are checked here before they become addresses.
package dev.weir.formats.parquet.encoding;
