package dev.weir.coordinator.schedule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/// Distributed plans made by hand.
final class Plans {
    static final TableName ORDERS = new TableName("sales", "shop", "orders");

    private Plans() {}

    static PhysicalPlan.Scan scan(int id, String snapshot) {
        return new PhysicalPlan.Scan(
                id, ORDERS, snapshot, List.of(new PhysicalPlan.Scan.ScanColumn("id", SqlType.BIGINT)), null, new ScanAccess.Unresolved(), List.of(), 100);
    }

    /// A parallel scan of `sales.shop.orders` whose rows all go to one task of `root`.
    static DistributedPlan gather(String snapshot, Site root) {
        Fragment leaf = new Fragment(0, new PhysicalPlan.ExchangeSink(scan(1, snapshot), new Partitioning.Single()), new Site.Domain("sales"), true, List.of());
        return new DistributedPlan(List.of(leaf, output(1, new PhysicalPlan.ExchangeSource(0, List.of(SqlType.BIGINT), List.of()), root)), List.of("id"), List.of(SqlType.BIGINT));
    }

    /// Rows 0..n-1 made at `producer`, spread by hash over the tasks of domain `middle`, gathered at `root`.
    static DistributedPlan relay(int rows, String producer, String middle, Site root) {
        List<SqlType> types = List.of(SqlType.BIGINT);
        Fragment leaf = new Fragment(
                0, new PhysicalPlan.ExchangeSink(values(rows), new Partitioning.Hash(List.of(0))), new Site.Domain(producer), false, List.of());
        Fragment between = new Fragment(
                1, new PhysicalPlan.ExchangeSink(new PhysicalPlan.ExchangeSource(0, types, List.of()), new Partitioning.Single()),
                new Site.Domain(middle), true, List.of(0));
        return new DistributedPlan(List.of(leaf, between, output(2, new PhysicalPlan.ExchangeSource(1, types, List.of()), root)), List.of("id"), types);
    }

    static PhysicalPlan values(int rows) {
        List<List<Literal>> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(List.of(Literal.ofLong(i)));
        }
        return new PhysicalPlan.Values(List.of(SqlType.BIGINT), values);
    }

    /// Rows (i, 1): joined on the second column, all match all.
    static PhysicalPlan pairs(int rows) {
        List<List<Literal>> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(List.of(Literal.ofLong(i), Literal.ofLong(1)));
        }
        return new PhysicalPlan.Values(List.of(SqlType.BIGINT, SqlType.BIGINT), values);
    }

    static Fragment output(int stage, PhysicalPlan input, Site site) {
        return new Fragment(stage, new PhysicalPlan.ClientOutput(input, List.of("id")), site, false, List.of(stage - 1));
    }

    /// Column 0 divided by zero: fails at the first row.
    static PhysicalPlan failing(PhysicalPlan input) {
        return new PhysicalPlan.Project(input, List.of(new Expression.Arithmetic(
                Expression.Arithmetic.Operator.DIVIDE, new Expression.Column(0, SqlType.BIGINT), Literal.ofLong(0), SqlType.BIGINT)));
    }
}
