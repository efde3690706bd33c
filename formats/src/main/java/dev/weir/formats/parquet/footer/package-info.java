/// A Parquet file's footer: schema, row groups, where the column chunks lie, statistics.
///
/// Read {@link dev.weir.formats.parquet.footer.FooterReader}, then SchemaReader, ColumnLayout, StatisticsReader. This
/// package alone sees the thrift structures of the footer; what it hands on is checked.
package dev.weir.formats.parquet.footer;
