package dev.weir.bench.datagen;

import io.trino.tpch.TpchTable;
import java.nio.file.Path;

/// Where the tables go below the output folder.
public enum TpchLayout {
    /// `OUT/tpch/<table>/`
    SINGLE,
    /// `OUT/{sales,supply,geo}/tpch/<table>/`, three domains.
    MESH;

    Path folder(Path out, TpchTable<?> table) {
        return (this == SINGLE ? out : out.resolve(domain(table.getTableName()))).resolve("tpch").resolve(table.getTableName());
    }

    /// The domain that owns a table in the mesh.
    public static String domain(String table) {
        return switch (table) {
            case "customer", "orders", "lineitem" -> "sales";
            case "part", "partsupp", "supplier" -> "supply";
            case "nation", "region" -> "geo";
            default -> throw new IllegalArgumentException("no TPC-H table " + table);
        };
    }
}
