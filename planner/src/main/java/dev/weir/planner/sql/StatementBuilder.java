package dev.weir.planner.sql;

import static dev.weir.planner.sql.SyntaxBuilder.position;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.planner.sql.Statement.ExplainFormat;
import dev.weir.planner.sql.Statement.ExplainType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.tree.ParseTree;

/// Builds statements.
final class StatementBuilder {
    private final SyntaxBuilder shared;

    StatementBuilder(SyntaxBuilder shared) {
        this.shared = shared;
    }

    Statement statement(WeirSqlParser.StatementContext context) {
        Position position = position(context);
        return switch (context) {
            case WeirSqlParser.QueryStatementContext c -> new Statement.QueryStatement(shared.queries().query(c.query()), position);
            case WeirSqlParser.ExplainPolicyContext c -> new Statement.Unsupported("EXPLAIN POLICY", shared.source(c), position);
            case WeirSqlParser.ExplainContext c -> explain(c, position);
            case WeirSqlParser.ShowCatalogsContext c -> new Statement.ShowCatalogs(like(c.like()), position);
            case WeirSqlParser.ShowSchemasContext c ->
                    new Statement.ShowSchemas(
                            c.identifier() == null ? Optional.empty() : Optional.of(shared.identifier(c.identifier())), like(c.like()),
                            position);
            case WeirSqlParser.ShowTablesContext c ->
                    new Statement.ShowTables(
                            c.qualifiedName() == null ? Optional.empty() : Optional.of(shared.qualifiedName(c.qualifiedName())),
                            like(c.like()), position);
            case WeirSqlParser.ShowColumnsContext c ->
                    new Statement.ShowColumns(shared.qualifiedName(c.qualifiedName()), like(c.like()), position);
            case WeirSqlParser.DescribeContext c ->
                    new Statement.ShowColumns(shared.qualifiedName(c.qualifiedName()), Optional.empty(), position);
            case WeirSqlParser.ShowFunctionsContext c -> new Statement.ShowFunctions(like(c.like()), position);
            case WeirSqlParser.ShowSessionContext c -> new Statement.ShowSession(like(c.like()), position);
            case WeirSqlParser.ShowStatsContext c -> new Statement.ShowStats(statsQuery(c), position);
            case WeirSqlParser.ShowCreateTableContext c ->
                    new Statement.ShowCreateTable(shared.qualifiedName(c.qualifiedName()), position);
            case WeirSqlParser.UseContext c -> new Statement.Use(shared.qualifiedName(c.qualifiedName()), position);
            case WeirSqlParser.SetSessionContext c ->
                    new Statement.SetSession(
                            shared.qualifiedName(c.qualifiedName()), shared.expressions().expression(c.expression()), position);
            case WeirSqlParser.ResetSessionContext c ->
                    new Statement.ResetSession(shared.qualifiedName(c.qualifiedName()), position);
            case WeirSqlParser.PrepareContext c ->
                    new Statement.Prepare(shared.identifier(c.identifier()), statement(c.statement()), position);
            case WeirSqlParser.ExecuteContext c ->
                    new Statement.Execute(
                            shared.identifier(c.identifier()), shared.expressions().expressions(c.expression()), position);
            case WeirSqlParser.DeallocateContext c -> new Statement.Deallocate(shared.identifier(c.identifier()), position);
            case WeirSqlParser.KillContext c -> new Statement.Kill(shared.expressions().expression(c.expression()), position);
            case WeirSqlParser.CallContext c ->
                    new Statement.Call(
                            shared.qualifiedName(c.qualifiedName()), shared.primaries().arguments(c.argument()), position);
            case WeirSqlParser.UnsupportedContext c ->
                    new Statement.Unsupported(words(c.unsupportedKind()), shared.source(c), position);
            default -> throw new IllegalStateException("unknown statement form: " + context.getText());
        };
    }

    private Optional<String> like(WeirSqlParser.LikeContext context) {
        return context == null ? Optional.empty() : Optional.of(shared.string(context.STRING()));
    }

    private static String words(WeirSqlParser.UnsupportedKindContext context) {
        List<String> words = new ArrayList<>();
        for (ParseTree child : context.children) {
            words.add(child.getText().toUpperCase(Locale.ROOT));
        }
        return String.join(" ", words);
    }

    private Query statsQuery(WeirSqlParser.ShowStatsContext context) {
        if (context.query() != null) {
            return shared.queries().query(context.query());
        }
        QualifiedName name = shared.qualifiedName(context.qualifiedName());
        return new Query(
                Optional.empty(), new QueryBody.WholeTable(name, name.position()), List.of(), Optional.empty(), Optional.empty(), false,
                name.position());
    }

    private Statement explain(WeirSqlParser.ExplainContext context, Position position) {
        boolean analyze = context.ANALYZE() != null;
        boolean verbose = context.VERBOSE() != null;
        ExplainType type = ExplainType.DISTRIBUTED;
        ExplainFormat format = ExplainFormat.TEXT;
        for (WeirSqlParser.ExplainOptionContext option : context.explainOption()) {
            if (option.TYPE() != null) {
                type = choose(ExplainType.class, "EXPLAIN type", option.identifier());
            } else if (option.FORMAT() != null) {
                format = choose(ExplainFormat.class, "EXPLAIN format", option.identifier());
            } else {
                boolean on = option.booleanWord() == null || option.booleanWord().TRUE() != null;
                analyze = option.ANALYZE() != null ? on : analyze;
                verbose = option.VERBOSE() != null ? on : verbose;
            }
        }
        return new Statement.Explain(analyze, verbose, type, format, statement(context.statement()), position);
    }

    private <E extends Enum<E>> E choose(Class<E> options, String what, WeirSqlParser.IdentifierContext context) {
        String word = shared.identifier(context).text().toUpperCase(Locale.ROOT);
        for (E option : options.getEnumConstants()) {
            if (option.name().equals(word)) {
                return option;
            }
        }
        throw new QueryException(
                ErrorCode.SYNTAX_ERROR, "Unknown " + what + ": " + word, position(context),
                "known are " + String.join(", ", java.util.Arrays.stream(options.getEnumConstants()).map(Enum::name).toList()));
    }
}
