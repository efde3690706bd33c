/// Files into Arrow memory: the API on one screen. Knows no SQL.
///
/// Read {@link dev.weir.formats.FileFormats} (which format is this file?), {@link dev.weir.formats.OpenFile} (what is in
/// it?), {@link dev.weir.formats.ScanRequest} (which rows and columns?), {@link dev.weir.formats.BatchReader} (give me
/// windows of rows), {@link dev.weir.formats.DecodedColumn} (how a column lies in memory). Must not import exec or proto.
package dev.weir.formats;
