package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.QualifiedName;
import dev.weir.planner.sql.Query;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlFormatter;
import dev.weir.planner.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Binds statements against a catalog; the way into this package.
public final class Binder {
    private final Catalog catalog;
    private final BindSettings settings;
    private final FunctionLookup functions;

    private Binder(Catalog catalog, BindSettings settings, FunctionLookup functions) {
        this.catalog = catalog;
        this.settings = settings;
        this.functions = functions;
    }

    /// Binds a statement with the functions of the registry.
    public static BoundStatement bind(Statement statement, Catalog catalog, BindSettings settings) {
        return bind(statement, catalog, settings, FunctionLookup.REGISTRY);
    }

    public static BoundStatement bind(Statement statement, Catalog catalog, BindSettings settings, FunctionLookup functions) {
        return new Binder(catalog, settings, functions).statement(statement);
    }

    /// Binds an expression over given columns, as a policy has it; subqueries are refused.
    ///
    /// @param special answers calls that are no functions of the registry, such as `principal('segment')`
    public static Expression bindExpression(
            SqlExpression expression,
            List<LogicalColumn> columns,
            BindSettings settings,
            Function<SqlExpression.FunctionCall, Optional<Expression>> special) {
        List<Scope.Field> fields = new ArrayList<>();
        for (LogicalColumn column : columns) {
            fields.add(new Scope.Field(List.of(), column.name(), column, false));
        }
        BindContext context = new BindContext(EmptyCatalog.INSTANCE, settings, FunctionLookup.REGISTRY, special);
        LogicalPlan plan = new LogicalPlan.Values(columns, List.of());
        ExpressionBinder binder = new ExpressionBinder(context, new Scope(fields, null), CommonTables.none(), plan, "an expression");
        Expression bound = binder.bind(expression);
        if (binder.plan() != plan) {
            throw BindContext.notSupported("subquery in this expression", expression.position());
        }
        return bound;
    }

    private BoundStatement statement(Statement statement) {
        return switch (statement) {
            case Statement.QueryStatement s -> query(s.query());
            case Statement.Explain s -> {
                if (!(statement(s.statement()) instanceof BoundStatement.Query query)) {
                    throw BindContext.notSupported("EXPLAIN of a statement that is no query", s.statement().position());
                }
                yield new BoundStatement.Explain(s.analyze(), s.verbose(), s.type(), s.format(), query);
            }
            case Statement.ShowCatalogs s -> show(ShowQueries.catalogs(s));
            case Statement.ShowSchemas s -> show(ShowQueries.schemas(s, catalog, settings));
            case Statement.ShowTables s -> show(ShowQueries.tables(s, catalog, settings));
            case Statement.ShowColumns s -> show(ShowQueries.columns(s, catalog, settings));
            case Statement.ShowFunctions s -> ShowFunctions.bind(s, functions, context());
            case Statement.ShowSession s -> new BoundStatement.ShowSession(s.like());
            case Statement.ShowStats s -> throw BindContext.notSupported("SHOW STATS", s.position());
            case Statement.ShowCreateTable s -> throw BindContext.notSupported("SHOW CREATE TABLE", s.position());
            case Statement.Use s -> use(s);
            case Statement.SetSession s -> new BoundStatement.SetSession(name(s.name()), text(s.value()));
            case Statement.ResetSession s -> new BoundStatement.ResetSession(name(s.name()));
            case Statement.Prepare s -> prepare(s);
            case Statement.Execute s -> execute(s);
            case Statement.Deallocate s -> new BoundStatement.Deallocate(s.name().text());
            case Statement.Kill s -> new BoundStatement.Kill(text(s.query()));
            case Statement.Call s -> call(s);
            case Statement.Unsupported s -> throw BindContext.notSupported(s.kind(), s.position());
        };
    }

    private BindContext context() {
        return new BindContext(catalog, settings, functions, _ -> Optional.empty());
    }

    private BoundStatement.Query query(Query query) {
        BindContext context = context();
        BoundQuery bound = new QueryBinder(context, CommonTables.none()).bind(query, null);
        return new BoundStatement.Query(new LogicalPlan.Output(bound.plan(), bound.names(), bound.columns()), context.parameters());
    }

    /// A query of ours, whose text the user never wrote.
    private BoundStatement show(Query query) {
        return new Binder(catalog, settings.withoutPositions(), functions).query(query);
    }

    /// `USE x` is a product of the current domain if there is one of that name, else a domain.
    private BoundStatement use(Statement.Use use) {
        List<Identifier> parts = use.name().parts();
        Position position = use.name().position();
        if (parts.size() > 2) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "USE takes domain.product: " + use.name(), position);
        }
        if (parts.size() == 1) {
            String name = parts.getFirst().text();
            if (!settings.domain().isEmpty() && catalog.products(settings.domain()).contains(name)) {
                return new BoundStatement.Use(settings.domain(), name);
            }
            if (catalog.domains().contains(name)) {
                return new BoundStatement.Use(name, "");
            }
            throw new QueryException(
                    ErrorCode.TABLE_NOT_FOUND, "Neither a domain nor a product of the current one: " + name, position,
                    Suggestions.didYouMean(name, catalog.domains()));
        }
        String domain = parts.get(0).text();
        String product = parts.get(1).text();
        ShowQueries.checkDomain(domain, catalog, position);
        ShowQueries.checkProduct(domain, product, catalog, position);
        return new BoundStatement.Use(domain, product);
    }

    private static String name(QualifiedName name) {
        return String.join(".", name.texts());
    }

    /// A session property's value as text: what a string says, a bare word, or a constant as written.
    private static String text(SqlExpression value) {
        return switch (value) {
            case dev.weir.planner.sql.Literal.StringLiteral literal -> literal.value();
            case SqlExpression.ColumnReference reference -> name(reference.name());
            case dev.weir.planner.sql.Literal.BooleanLiteral literal -> Boolean.toString(literal.value());
            default -> SqlFormatter.format(value);
        };
    }

    private BoundStatement prepare(Statement.Prepare prepare) {
        Binder binder = new Binder(catalog, settings.withParameterTypes(List.of()).withParameterValues(List.of()), functions);
        List<SqlType> parameters = binder.statement(prepare.statement()) instanceof BoundStatement.Query query ? query.parameters() : List.of();
        return new BoundStatement.Prepare(prepare.name().text(), prepare.statement(), parameters);
    }

    private BoundStatement execute(Statement.Execute execute) {
        List<Literal> values = new ArrayList<>();
        BindContext context = context();
        LogicalPlan oneRow = new LogicalPlan.Values(List.of(), List.of(List.of()));
        for (SqlExpression argument : execute.arguments()) {
            ExpressionBinder binder = new ExpressionBinder(context, Scope.empty(null), CommonTables.none(), oneRow, "EXECUTE");
            if (!(binder.bind(argument) instanceof Literal literal)) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "EXECUTE takes constants", argument.position());
            }
            values.add(literal);
        }
        return new BoundStatement.Execute(execute.name().text(), values);
    }

    private static BoundStatement call(Statement.Call call) {
        boolean kill = call.procedure().last().text().equals("kill_query");
        if (kill && !call.arguments().isEmpty()) {
            return new BoundStatement.Kill(text(call.arguments().getFirst().value()));
        }
        throw BindContext.notSupported("procedure " + call.procedure(), call.position());
    }
}
