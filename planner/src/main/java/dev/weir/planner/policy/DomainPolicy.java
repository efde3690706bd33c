package dev.weir.planner.policy;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A domain's compiled policy: answers what a user may see of a table. Immutable.
///
/// A row is visible iff (any applicable permissive) AND (all applicable restrictive) is TRUE; NULL hides. A table with row
/// policies none of whose permissive ones applies is ACCESS_DENIED. Of several masks on a column the strongest applies.
public final class DomainPolicy {
    private static final PolicyDocument.Principal NOBODY = new PolicyDocument.Principal(List.of(), Map.of());

    private final Map<String, PolicyDocument.Principal> principals;
    private final Map<TableName, TablePolicy> tables;
    private final List<String> attributes;
    private final Set<String> closedTables;
    private final boolean closedForAll;
    private final String reason;

    /// @param attributes names that the parameters in the expressions stand for
    DomainPolicy(Map<String, PolicyDocument.Principal> principals, Map<TableName, TablePolicy> tables, List<String> attributes) {
        this(principals, tables, attributes, Set.of(), false, "");
    }

    private DomainPolicy(
            Map<String, PolicyDocument.Principal> principals, Map<TableName, TablePolicy> tables, List<String> attributes, Set<String> closedTables,
            boolean closedForAll, String reason) {
        this.principals = principals;
        this.tables = Map.copyOf(tables);
        this.attributes = List.copyOf(attributes);
        this.closedTables = closedTables;
        this.closedForAll = closedForAll;
        this.reason = reason;
    }

    record TablePolicy(List<ScanColumn> columns, List<RowRule> rows, List<MaskRule> masks) {}

    record RowRule(String name, PolicyDocument.Mode mode, Audience audience, Expression condition) {}

    record MaskRule(String name, String column, MaskKind kind, Audience audience, Expression value) {}

    /// No policies: every table is open.
    public static DomainPolicy open() {
        return new DomainPolicy(Map.of(), Map.of(), List.of());
    }

    /// Nobody may read any table, since the policy cannot be told.
    public static DomainPolicy closed(String reason) {
        return new DomainPolicy(Map.of(), Map.of(), List.of(), Set.of(), true, reason);
    }

    /// Nobody may read these tables, since their policy does not compile. What is wrong may be the name: tables that differ
    /// from it by case, by the domain before it or by a product that it lacks are meant, too.
    ///
    /// @param tables as the file names them
    static DomainPolicy closed(Collection<String> tables, String reason) {
        Set<String> names = new HashSet<>();
        for (String table : tables) {
            names.add(table.toLowerCase(Locale.ROOT));
        }
        return new DomainPolicy(Map.of(), Map.of(), List.of(), names, false, reason);
    }

    /// Why tables are closed; empty when none is.
    public String problem() {
        return reason;
    }

    public boolean governs(TableName table) {
        return closed(table) || tables.containsKey(table);
    }

    private boolean closed(TableName table) {
        if (closedForAll || closedTables.isEmpty()) {
            return closedForAll;
        }
        String name = table.table().toLowerCase(Locale.ROOT);
        String inProduct = table.product().toLowerCase(Locale.ROOT) + "." + name;
        return closedTables.contains(name) || closedTables.contains(inProduct)
                || closedTables.contains(table.domain().toLowerCase(Locale.ROOT) + "." + inProduct);
    }

    /// What the user may see. Throws ACCESS_DENIED, or POLICY_UNAVAILABLE with the reason.
    public ScanAccess access(String user, TableName table) {
        if (closed(table)) {
            throw new QueryException(ErrorCode.POLICY_UNAVAILABLE, "The policy of table " + table + " is not available: " + reason);
        }
        TablePolicy policy = tables.get(table);
        if (policy == null) {
            return new ScanAccess.Open();
        }
        PolicyDocument.Principal principal = principals.getOrDefault(user, NOBODY);
        List<String> applied = new ArrayList<>();
        Expression filter = rowFilter(policy, table, user, principal, applied);
        Map<String, MaskRule> masks = new LinkedHashMap<>();
        for (MaskRule rule : policy.masks()) {
            if (rule.audience().includes(user, principal.roles())) {
                masks.merge(rule.column(), rule, (a, b) -> a.kind().strength() <= b.kind().strength() ? a : b);
            }
        }
        List<ScanAccess.ColumnMask> columnMasks = new ArrayList<>();
        for (MaskRule rule : masks.values()) {
            applied.add(rule.name());
            columnMasks.add(new ScanAccess.ColumnMask(rule.column(), forPrincipal(rule.value(), user, principal), rule.kind().toString()));
        }
        return narrowed(policy.columns(), filter == null ? null : forPrincipal(filter, user, principal), columnMasks, applied);
    }

    /// Refuses two different masks of one class on one column that meet in a user: one that the file names anywhere, or any
    /// other.
    void checkMasks() {
        Set<String> users = new TreeSet<>(principals.keySet());
        users.add("");
        for (TablePolicy table : tables.values()) {
            for (MaskRule rule : table.masks()) {
                users.addAll(rule.audience().users());
            }
        }
        tables.forEach((table, policy) -> {
            for (String user : users) {
                List<String> roles = principals.getOrDefault(user, NOBODY).roles();
                for (MaskRule left : policy.masks()) {
                    for (MaskRule right : policy.masks()) {
                        if (left != right && left.column().equals(right.column()) && left.kind().strength() == right.kind().strength()
                                && !left.value().equals(right.value()) && left.audience().includes(user, roles) && right.audience().includes(user, roles)) {
                            throw new IllegalArgumentException("policies " + left.name() + " and " + right.name() + " mask column " + left.column() + " of "
                                    + table + " differently for " + (user.isEmpty() ? "a user without roles" : "user " + user));
                        }
                    }
                }
            }
        });
    }

    private static Expression rowFilter(
            TablePolicy policy, TableName table, String user, PolicyDocument.Principal principal, List<String> applied) {
        if (policy.rows().isEmpty()) {
            return null;
        }
        List<Expression> permissive = new ArrayList<>();
        List<Expression> all = new ArrayList<>();
        for (RowRule rule : policy.rows()) {
            if (rule.audience().includes(user, principal.roles())) {
                applied.add(rule.name());
                (rule.mode() == PolicyDocument.Mode.PERMISSIVE ? permissive : all).add(rule.condition());
            }
        }
        if (permissive.isEmpty()) {
            throw new QueryException(ErrorCode.ACCESS_DENIED, "No policy lets you read table " + table);
        }
        all.addFirst(permissive.size() == 1 ? permissive.getFirst() : new Expression.Or(permissive));
        return all.size() == 1 ? all.getFirst() : new Expression.And(all);
    }

    /// Puts the user's attributes in place of the parameters; a missing one is NULL, which hides.
    private Expression forPrincipal(Expression expression, String user, PolicyDocument.Principal principal) {
        return expression.transformUp(node -> {
            if (!(node instanceof Expression.Parameter parameter)) {
                return node;
            }
            String value = parameter.index() == PolicyCompiler.USER ? user
                    : principal.attributes().get(attributes.get(parameter.index() - PolicyCompiler.FIRST_ATTRIBUTE));
            return new Expression.Literal(value, SqlType.VARCHAR);
        });
    }

    /// Keeps only the columns that filter and masks read, and renumbers.
    private static ScanAccess.Governed narrowed(List<ScanColumn> columns, Expression filter, List<ScanAccess.ColumnMask> masks, List<String> policies) {
        List<ScanColumn> used = new ArrayList<>();
        Map<Integer, Integer> positions = new LinkedHashMap<>();
        List<ScanAccess.ColumnMask> renumbered = new ArrayList<>();
        Expression rows = filter == null ? null : renumber(filter, columns, used, positions);
        for (ScanAccess.ColumnMask mask : masks) {
            renumbered.add(new ScanAccess.ColumnMask(mask.name(), renumber(mask.value(), columns, used, positions), mask.kind()));
        }
        return new ScanAccess.Governed(used, rows, renumbered, policies);
    }

    private static Expression renumber(Expression expression, List<ScanColumn> columns, List<ScanColumn> used, Map<Integer, Integer> positions) {
        return expression.transformUp(node -> {
            if (!(node instanceof Expression.Column column)) {
                return node;
            }
            int position = positions.computeIfAbsent(column.index(), index -> {
                used.add(columns.get(index));
                return used.size() - 1;
            });
            return new Expression.Column(position, column.type());
        });
    }
}
