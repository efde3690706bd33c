package dev.weir.coordinator.query;

import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.explain.ScanNotes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What governs the scans of a plan for its user, as their domains say.
final class AskedContracts implements ScanNotes {
    private final Map<TableName, ScanContract> contracts;

    private AskedContracts(Map<TableName, ScanContract> contracts) {
        this.contracts = contracts;
    }

    /// Asks the domains of all tables that the plan scans.
    static ScanNotes of(DistributedPlan plan, Catalog catalog, QueryBackend backend, String user) {
        Map<TableName, Set<String>> tables = new LinkedHashMap<>();
        for (Fragment fragment : plan.fragments()) {
            collect(fragment.root(), tables);
        }
        tables.keySet().removeIf(table -> table.domain().equals(SystemTable.DOMAIN));
        if (tables.isEmpty()) {
            return NONE;
        }
        Set<TableName> governed = new HashSet<>();
        for (TableName table : tables.keySet()) {
            if (catalog.table(table).map(TableDescription::governed).orElse(false)) {
                governed.add(table);
            }
        }
        return new AskedContracts(backend.contracts(user, tables, governed));
    }

    private static void collect(PhysicalPlan plan, Map<TableName, Set<String>> tables) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            Set<String> columns = tables.computeIfAbsent(scan.table(), _ -> new LinkedHashSet<>());
            scan.columns().forEach(column -> columns.add(column.name()));
        }
        for (PhysicalPlan child : plan.children()) {
            collect(child, tables);
        }
    }

    @Override
    public List<String> of(TableName table, List<String> columns) {
        ScanContract contract = contracts.get(table);
        return contract == null ? List.of() : contract.phrases(columns);
    }
}
