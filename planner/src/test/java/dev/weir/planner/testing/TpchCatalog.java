package dev.weir.planner.testing;

import static dev.weir.planner.testing.FakeCatalog.column;

import dev.weir.exec.type.SqlType;
import java.time.LocalDate;

/// The TPC-H tables with figures of scale factor 1.
public final class TpchCatalog {
    private static final SqlType MONEY = new SqlType.Decimal(15, 2);

    private TpchCatalog() {}

    /// Domains sales, supply, geo with a worker each.
    public static FakeCatalog mesh() {
        return of("sales", "supply", "geo");
    }

    /// Everything in domain `local`.
    public static FakeCatalog single() {
        return of("local", "local", "local");
    }

    private static FakeCatalog of(String sales, String supply, String geo) {
        FakeCatalog catalog = new FakeCatalog();
        catalog.table(geo, "tpch", "region", 5, key("r_regionkey", 5), text("r_name", 5), text("r_comment", 5));
        catalog.table(geo, "tpch", "nation", 25, key("n_nationkey", 25), text("n_name", 25), key("n_regionkey", 5), text("n_comment", 25));
        catalog.table(supply, "tpch", "supplier", 10_000, key("s_suppkey", 10_000), text("s_name", 10_000), text("s_address", 10_000),
                key("s_nationkey", 25), text("s_phone", 10_000), money("s_acctbal", -999, 9999), text("s_comment", 10_000));
        catalog.table(supply, "tpch", "part", 200_000, key("p_partkey", 200_000), text("p_name", 200_000), text("p_mfgr", 5), text("p_brand", 25),
                text("p_type", 150), column("p_size", SqlType.INTEGER, 50, 1L, 50L), text("p_container", 40), money("p_retailprice", 901, 2099),
                text("p_comment", 130_000));
        catalog.table(supply, "tpch", "partsupp", 800_000, key("ps_partkey", 200_000), key("ps_suppkey", 10_000),
                column("ps_availqty", SqlType.INTEGER, 9999, 1L, 9999L), money("ps_supplycost", 1, 1000), text("ps_comment", 800_000));
        catalog.table(sales, "tpch", "customer", 150_000, key("c_custkey", 150_000), text("c_name", 150_000), text("c_address", 150_000),
                key("c_nationkey", 25), text("c_phone", 150_000), money("c_acctbal", -999, 9999), text("c_mktsegment", 5), text("c_comment", 150_000));
        catalog.table(sales, "tpch", "orders", 1_500_000, column("o_orderkey", SqlType.BIGINT, 1_500_000, 1L, 6_000_000L), key("o_custkey", 100_000),
                text("o_orderstatus", 3), money("o_totalprice", 857, 555_285), date("o_orderdate", "1992-01-01", "1998-08-02"), text("o_orderpriority", 5),
                text("o_clerk", 1000), column("o_shippriority", SqlType.INTEGER, 1, 0L, 0L), text("o_comment", 1_500_000));
        catalog.table(sales, "tpch", "lineitem", 6_000_000, column("l_orderkey", SqlType.BIGINT, 1_500_000, 1L, 6_000_000L), key("l_partkey", 200_000),
                key("l_suppkey", 10_000), column("l_linenumber", SqlType.INTEGER, 7, 1L, 7L), money("l_quantity", 1, 50), money("l_extendedprice", 901, 104_949),
                column("l_discount", MONEY, 11, decimal("0.00"), decimal("0.10")), column("l_tax", MONEY, 9, decimal("0.00"), decimal("0.08")),
                text("l_returnflag", 3), text("l_linestatus", 2), date("l_shipdate", "1992-01-02", "1998-12-01"), date("l_commitdate", "1992-01-31", "1998-10-31"),
                date("l_receiptdate", "1992-01-04", "1998-12-31"), text("l_shipinstruct", 4), text("l_shipmode", 7), text("l_comment", 4_500_000));
        return catalog;
    }

    private static dev.weir.planner.catalog.TableDescription.ColumnDescription key(String name, long distinct) {
        return column(name, SqlType.BIGINT, distinct, name.endsWith("nationkey") || name.endsWith("regionkey") ? 0L : 1L, distinct);
    }

    private static dev.weir.planner.catalog.TableDescription.ColumnDescription text(String name, long distinct) {
        return column(name, SqlType.VARCHAR, distinct, null, null);
    }

    private static dev.weir.planner.catalog.TableDescription.ColumnDescription money(String name, long min, long max) {
        return column(name, MONEY, Math.min(1_000_000, (max - min) * 100), decimal(min + ".00"), decimal(max + ".00"));
    }

    private static dev.weir.planner.catalog.TableDescription.ColumnDescription date(String name, String min, String max) {
        long from = LocalDate.parse(min).toEpochDay();
        long to = LocalDate.parse(max).toEpochDay();
        return column(name, SqlType.DATE, to - from + 1, from, to);
    }

    private static java.math.BigDecimal decimal(String text) {
        return new java.math.BigDecimal(text);
    }
}
