/// Generated data: {@link dev.weir.bench.datagen.TpchGenerator} writes TPC-H tables as Parquet.
package dev.weir.bench.datagen;
