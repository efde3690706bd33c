package dev.weir.planner.bind;

import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.check.PlanCheck;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.TpchCatalog;
import java.util.List;

/// Binds texts against a small catalog and checks every plan.
final class Binding {
    /// Table t: integers and strings of every sort; u: another one.
    static final FakeCatalog CATALOG = TpchCatalog.mesh()
            .table("main", "app", "t", 100,
                    FakeCatalog.column("a", SqlType.INTEGER), FakeCatalog.column("b", SqlType.BIGINT), FakeCatalog.column("c", SqlType.VARCHAR),
                    FakeCatalog.column("d", SqlType.DATE), FakeCatalog.column("e", new SqlType.Decimal(12, 2)),
                    FakeCatalog.column("f", SqlType.DOUBLE), FakeCatalog.column("g", SqlType.BOOLEAN),
                    FakeCatalog.column("h", new SqlType.Char(10)), FakeCatalog.column("ts", SqlType.TIMESTAMP),
                    FakeCatalog.column("s", SqlType.SMALLINT))
            .table("main", "app", "u", 100,
                    FakeCatalog.column("a", SqlType.INTEGER), FakeCatalog.column("k", SqlType.BIGINT), FakeCatalog.column("v", SqlType.VARCHAR))
            .table("main", "app", "Mixed", 10, FakeCatalog.column("Id", SqlType.INTEGER), FakeCatalog.column("list", new SqlType.Array(SqlType.INTEGER)))
            .table("main", "other", "w", 10, FakeCatalog.column("x", SqlType.INTEGER))
            .table("sales", "main", "w", 10, FakeCatalog.column("x", SqlType.INTEGER));

    private Binding() {}

    static BoundStatement statement(String sql, Catalog catalog, BindSettings settings) {
        BoundStatement bound = Binder.bind(SqlParser.parseStatement(sql), catalog, settings, StubFunctions.INSTANCE);
        if (bound instanceof BoundStatement.Query query) {
            PlanCheck.check(query.plan(), "binding");
        }
        return bound;
    }

    static BoundStatement.Query query(String sql, BindSettings settings) {
        return (BoundStatement.Query) statement(sql, CATALOG, settings);
    }

    static LogicalPlan.Output plan(String sql) {
        return query(sql, BindSettings.DEFAULT).plan();
    }

    static String text(String sql) {
        return PlanText.of(LogicalDescription.of(plan(sql), null));
    }

    static List<String> types(String sql) {
        return plan(sql).columns().stream().map(LogicalColumn::type).map(SqlType::toString).toList();
    }
}
