package dev.weir.planner.policy;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ConstantEvaluator;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Compiles `policies.yaml` against the domain's schemas. All or nothing: one fault closes every table that the file names,
/// and no older version is kept. Whatever else goes wrong closes the domain.
///
/// `principal('name')` in an expression becomes a parameter that stands for the user's attribute. Time and zone in a
/// policy are the worker's own clock and UTC, never the session's, since a caller chooses those.
public final class PolicyCompiler {
    /// Parameters from here on are attributes; others were written as `?`.
    static final int FIRST_ATTRIBUTE = 1 << 20;
    /// The parameter that stands for the user's name.
    static final int USER = FIRST_ATTRIBUTE - 1;
    /// What CURRENT_USER is bound to before it becomes {@link #USER}.
    private static final Expression.Literal NAME_OF_USER = Expression.Literal.ofString("\u0000current_user");

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
        try {
            return new PolicyCompiler(domain, schemas).compile(document);
        } catch (RuntimeException | StackOverflowError e) {
            return DomainPolicy.closed("policies.yaml does not compile: " + e);
        }
    }

    private DomainPolicy compile(PolicyDocument document) {
        Map<TableName, DomainPolicy.TablePolicy> tables = new HashMap<>();
        try {
            for (String name : document.tables()) {
                TableName table = tableName(name);
                tables.put(table, table(document, name, table));
            }
            DomainPolicy policy = new DomainPolicy(document.principals(), tables, attributes);
            policy.checkMasks();
            return policy;
        } catch (IllegalArgumentException | QueryException e) {
            String reason = e instanceof QueryException error ? error.detail() : e.getMessage();
            return DomainPolicy.closed(document.tables(), "policies.yaml does not compile: " + reason);
        }
    }

    private TableName tableName(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
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
            if (one.name().equals(policy.columnName())) {
                column = one;
            } else if (one.name().equalsIgnoreCase(policy.columnName())) {
                throw new IllegalArgumentException(policy.name() + ": column " + one.name() + " differs from " + policy.columnName() + " by case only");
            }
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
        Expression value = text.isEmpty() ? Expression.Literal.ofNull(column.type()) : bind(policy.name(), text, columns);
        if (!value.type().equals(column.type())) {
            value = new Expression.Cast(value, column.type());
        }
        tryOut(policy.name(), value, kind);
        return new DomainPolicy.MaskRule(policy.name(), column.name(), kind, audience(policy.name(), policy.to(), policy.except()), value);
    }

    /// Evaluates the mask over a made-up value, so that a fixed value of another type or a pattern that is none fails here
    /// and not in every query.
    private static void tryOut(String policy, Expression value, MaskKind kind) {
        Expression sample = value.transformUp(node -> node instanceof Expression.Column column ? sample(column.type()) : node);
        Expression.Literal masked = ConstantEvaluator.evaluate(sample, ZoneOffset.UTC, 0);
        if (kind == MaskKind.MASK_TO_FIXED_VALUE && masked.isNull()) {
            throw new IllegalArgumentException(policy + ": the fixed value is none of the column's type");
        }
    }

    private static Expression sample(SqlType type) {
        return type instanceof SqlType.Varchar || type instanceof SqlType.Char ? new Expression.Literal("a", type) : Expression.Literal.ofNull(type);
    }

    private Expression bind(String policy, String text, List<ScanColumn> columns) {
        List<LogicalColumn> named = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            named.add(new LogicalColumn(i, columns.get(i).name(), columns.get(i).type()));
        }
        Expression bound;
        try {
            BindSettings settings = new BindSettings("", "", List.of(), ZoneOffset.UTC, (String) NAME_OF_USER.value(), List.of(), List.of(), false);
            bound = Binder.bindExpression(SqlParser.parseExpression(text), named, settings, this::principal)
                    .transformUp(node -> node.equals(NAME_OF_USER) ? new Expression.Parameter(USER, SqlType.VARCHAR) : node);
        } catch (QueryException e) {
            throw new IllegalArgumentException(policy + ": " + e.getMessage(), e);
        }
        checkOperands(policy, bound);
        return bound;
    }

    /// Refuses what a stored policy cannot mean: a `?`, and functions that answer the same row differently each time.
    private static void checkOperands(String policy, Expression expression) {
        if (expression instanceof Expression.Parameter parameter && parameter.index() < USER) {
            throw new IllegalArgumentException(policy + ": a policy has no parameters, use principal('name')");
        }
        if (expression instanceof Expression.Call call && !call.function().deterministic()) {
            throw new IllegalArgumentException(policy + ": " + call.function().name() + " is not the same each time");
        }
        for (Expression child : expression.children()) {
            checkOperands(policy, child);
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
        return Optional.of(new Expression.Parameter(FIRST_ATTRIBUTE + index, SqlType.VARCHAR));
    }

    private static Audience audience(String policy, List<String> to, List<String> except) {
        try {
            return Audience.of(to, except);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(policy + ": " + e.getMessage(), e);
        }
    }
}
