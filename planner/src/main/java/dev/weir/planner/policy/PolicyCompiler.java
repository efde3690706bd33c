package dev.weir.planner.policy;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.BindSettings;
import dev.weir.planner.bind.Binder;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.sql.Literal;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Compiles `policies.yaml` against the domain's schemas. All or nothing: one fault closes every table that the file names,
/// and no older version is kept.
///
/// `principal('name')` in an expression becomes a parameter that stands for the user's attribute.
public final class PolicyCompiler {
    private final String domain;
    private final Function<TableName, Optional<List<ScanColumn>>> schemas;
    private final List<String> attributes = new ArrayList<>();

    private PolicyCompiler(String domain, Function<TableName, Optional<List<ScanColumn>>> schemas) {
        this.domain = domain;
        this.schemas = schemas;
    }

    /// @param schemas the columns of a table; empty when the domain has no such table
    /// @return always a policy: a broken file's denies what it names, an unreadable one's denies everything
    public static DomainPolicy compile(String yaml, String domain, Function<TableName, Optional<List<ScanColumn>>> schemas) {
        PolicyDocument document;
        try {
            document = PolicyDocument.parse(yaml);
        } catch (IllegalArgumentException e) {
            return DomainPolicy.closed("policies.yaml cannot be read: " + e.getMessage());
        }
        PolicyCompiler compiler = new PolicyCompiler(domain, schemas);
        Map<TableName, DomainPolicy.TablePolicy> tables = new HashMap<>();
        try {
            for (String name : document.tables()) {
                TableName table = compiler.tableName(name);
                tables.put(table, compiler.table(document, name, table));
            }
            DomainPolicy policy = new DomainPolicy(document.principals(), tables, compiler.attributes);
            policy.checkMasks();
            return policy;
        } catch (IllegalArgumentException | QueryException e) {
            String reason = e instanceof QueryException error ? error.detail() : e.getMessage();
            return DomainPolicy.closed(compiler.names(document), "policies.yaml does not compile: " + reason);
        }
    }

    private List<TableName> names(PolicyDocument document) {
        List<TableName> names = new ArrayList<>();
        for (String name : document.tables()) {
            int dot = name.indexOf('.');
            names.add(new TableName(domain, dot < 0 ? "main" : name.substring(0, dot), name.substring(dot + 1)));
        }
        return names;
    }

    private TableName tableName(String name) {
        String[] parts = name.split("\\.");
        if (parts.length != 2) {
            throw new IllegalArgumentException("a table is named product.table, not '" + name + "'");
        }
        return new TableName(domain, parts[0], parts[1]);
    }

    private DomainPolicy.TablePolicy table(PolicyDocument document, String name, TableName table) {
        List<ScanColumn> columns = schemas.apply(table)
                .orElseThrow(() -> new IllegalArgumentException("there is no table " + name));
        List<DomainPolicy.RowRule> rows = new ArrayList<>();
        for (PolicyDocument.RowPolicy policy : document.rowPolicies()) {
            if (policy.table().equals(name)) {
                rows.add(new DomainPolicy.RowRule(policy.name(), policy.mode(), audience(policy.name(), policy.to(), policy.except()), condition(policy, columns)));
            }
        }
        List<DomainPolicy.MaskRule> masks = new ArrayList<>();
        for (PolicyDocument.MaskPolicy policy : document.maskPolicies()) {
            if (policy.table().equals(name)) {
                masks.add(mask(policy, columns));
            }
        }
        return new DomainPolicy.TablePolicy(columns, rows, masks);
    }

    private Expression condition(PolicyDocument.RowPolicy policy, List<ScanColumn> columns) {
        Expression bound = bind(policy.name(), policy.using(), columns);
        if (!bound.type().equals(SqlType.BOOLEAN)) {
            throw new IllegalArgumentException(policy.name() + ": 'using' is " + bound.type() + ", not boolean");
        }
        return bound;
    }

    private DomainPolicy.MaskRule mask(PolicyDocument.MaskPolicy policy, List<ScanColumn> columns) {
        ScanColumn column = null;
        for (ScanColumn one : columns) {
            column = one.name().equals(policy.columnName()) ? one : column;
        }
        if (column == null) {
            throw new IllegalArgumentException(policy.name() + ": there is no column " + policy.column());
        }
        MaskKind kind;
        String text;
        try {
            kind = MaskKind.named(policy.mask().kind());
            text = kind.expression(column.name(), column.type(), policy.mask());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(policy.name() + ": " + e.getMessage(), e);
        }
        Expression value = bind(policy.name(), text, columns);
        if (!value.type().equals(column.type())) {
            value = new Expression.Cast(value, column.type());
        }
        return new DomainPolicy.MaskRule(policy.name(), column.name(), kind, audience(policy.name(), policy.to(), policy.except()), value);
    }

    private Expression bind(String policy, String text, List<ScanColumn> columns) {
        List<LogicalColumn> named = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            named.add(new LogicalColumn(i, columns.get(i).name(), columns.get(i).type()));
        }
        try {
            return Binder.bindExpression(SqlParser.parseExpression(text), named, BindSettings.DEFAULT, this::principal);
        } catch (QueryException e) {
            throw new IllegalArgumentException(policy + ": " + e.getMessage(), e);
        }
    }

    private Optional<Expression> principal(SqlExpression.FunctionCall call) {
        if (!call.name().last().text().equals("principal")) {
            return Optional.empty();
        }
        if (call.arguments().size() != 1 || !(call.arguments().getFirst().value() instanceof Literal.StringLiteral name)) {
            throw new IllegalArgumentException("principal takes the name of an attribute, principal('name')");
        }
        int index = attributes.indexOf(name.value());
        if (index < 0) {
            index = attributes.size();
            attributes.add(name.value());
        }
        return Optional.of(new Expression.Parameter(index, SqlType.VARCHAR));
    }

    private static Audience audience(String policy, List<String> to, List<String> except) {
        try {
            return Audience.of(to, except);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(policy + ": " + e.getMessage(), e);
        }
    }
}
