package dev.weir.worker.task;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;
import dev.weir.exec.type.SqlType;
import dev.weir.worker.catalog.DataFile;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.catalog.PublishedColumn;
import dev.weir.worker.catalog.PublishedTable;
import java.util.Optional;

/// Lets scans name what the domain publishes. What was planned over another state of the table is FILE_CHANGED, so that it
/// is planned again; the rest is refused.
public final class PublishedTables implements TableDirectory {
    private final DomainCatalog catalog;

    public PublishedTables(DomainCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void verify(PhysicalPlan.Scan scan) {
        PublishedTable table = table(scan);
        if (!table.problem().isEmpty()) {
            throw QueryException.unreadableTable(table.name(), table.problem());
        }
        boolean same = scan.snapshot().equals(table.snapshot());
        for (PhysicalPlan.Scan.ScanColumn column : scan.columns()) {
            Optional<PublishedColumn> published = table.column(column.name());
            // Another worker's files of the table may have a column that none of these has: it is NULL here.
            boolean fits = published.isEmpty() ? !same : widens(published.get().type(), column.type());
            if (!fits) {
                throw same ? PlanVerifier.refused("column " + column.name() + " " + column.type() + " of " + scan.table()) : changed(scan);
            }
        }
    }

    /// Whether the scan may read a column of one type as the other: another worker's files may have the wider one.
    private static boolean widens(SqlType from, SqlType to) {
        return from.equals(to)
                || (from instanceof SqlType.Integral a && to instanceof SqlType.Integral b && a.bytes() < b.bytes())
                || (from instanceof SqlType.Real && to instanceof SqlType.Double)
                || (from instanceof SqlType.Decimal c && to instanceof SqlType.Decimal d && c.scale() == d.scale() && c.precision() < d.precision());
    }

    @Override
    public void verify(PhysicalPlan.Scan scan, Split split) {
        Optional<DataFile> file = table(scan).file(split.path());
        if (file.isEmpty()) {
            // Perhaps it came a moment ago, announced by another worker over the same folder.
            file = catalog.refresh().table(scan.table()).flatMap(table -> table.file(split.path()));
        }
        if (file.isEmpty()) {
            throw changed(scan).with("file " + split.path());
        }
    }

    private PublishedTable table(PhysicalPlan.Scan scan) {
        Optional<PublishedTable> table = catalog.current().table(scan.table());
        if (table.isEmpty()) {
            table = catalog.refresh().table(scan.table());
        }
        return table.orElseThrow(() -> changed(scan));
    }

    private static QueryException changed(PhysicalPlan.Scan scan) {
        return new QueryException(ErrorCode.FILE_CHANGED, "Table has changed since the query was planned: " + scan.table());
    }
}
