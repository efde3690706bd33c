package dev.weir.coordinator.query;

import dev.weir.coordinator.admission.Admission;
import dev.weir.coordinator.admission.AdmissionLimits;
import dev.weir.coordinator.query.QueryBackend.RunningQuery;
import dev.weir.coordinator.query.QueryExecution.Started;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.PlannedQuery;
import dev.weir.planner.Planner;
import dev.weir.planner.bind.BindSettings;
import dev.weir.planner.bind.Binder;
import dev.weir.planner.bind.BoundStatement;
import dev.weir.planner.bind.SchemaName;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/// Prepares and runs statements: the one place that the front door, the console and an embedded CLI call.
///
/// Knows no transport and no worker: stages are run by a {@link QueryBackend}. Safe for any number of threads.
public final class QueryService {
    private static final List<String> PLAN = List.of("plan");
    private static final List<String> SHOW_SESSION = List.of("name", "value", "default", "description");

    /// A plan that waited longer is made again: files change, and statistics with them.
    private static final long STALE_NANOS = 1_000_000_000L;

    private final Supplier<Catalog> catalogs;
    private final QueryBackend backend;
    private final BufferAllocator allocator;
    private final Admission admission;
    private final QueryHistory history = new QueryHistory();
    private final QueryIds ids = new QueryIds(Clock.systemUTC());

    /// @param catalogs  answers a consistent view for one statement
    /// @param allocator of results on their way out
    /// @param limits    of what runs and waits at a time
    public QueryService(Supplier<Catalog> catalogs, QueryBackend backend, BufferAllocator allocator, AdmissionLimits limits) {
        this.admission = new Admission(limits, backend::capacity);
        this.catalogs = catalogs;
        this.backend = backend;
        this.allocator = allocator;
    }

    /// The catalog as this session's user may see it.
    public Catalog catalog(QuerySession session) {
        return catalogs.get();
    }

    public QueryHistory history() {
        return history;
    }

    /// Parses and binds: names, types and parameters are known afterwards, nothing has run.
    public PreparedQuery prepare(QuerySession session, String sql) {
        BoundStatement bound = bind(session, sql, List.of());
        return switch (bound) {
            case BoundStatement.Query query -> new PreparedQuery(sql, schema(query, session), query.parameters(), false);
            case BoundStatement.Explain explain -> new PreparedQuery(sql, TextRows.schema(PLAN), explain.query().parameters(), false);
            case BoundStatement.ShowSession _ -> new PreparedQuery(sql, TextRows.schema(SHOW_SESSION), List.of(), false);
            case BoundStatement.Execute execute -> executed(session, execute, sql);
            case BoundStatement.Use _, BoundStatement.SetSession _, BoundStatement.ResetSession _, BoundStatement.Prepare _,
                    BoundStatement.Deallocate _, BoundStatement.Kill _ -> new PreparedQuery(sql, new Schema(List.of()), List.of(), true);
        };
    }

    /// Registers a run of a statement; it starts when it is opened.
    public QueryExecution execute(QuerySession session, PreparedQuery prepared, List<Literal> parameters) {
        if (parameters.size() != prepared.parameters().size()) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT,
                    "The statement has " + prepared.parameters().size() + " parameters, " + parameters.size() + " were bound");
        }
        String id = ids.next();
        QueryExecution execution = new QueryExecution(id, session, prepared.sql(), run -> start(run, session, prepared.sql(), parameters));
        history.add(execution);
        return execution;
    }

    /// The caller's query of that id, or the caller's latest when the id is empty.
    public Optional<QueryExecution> latest(QuerySession caller, String id) {
        for (QueryExecution query : history.all()) {
            if (query.session().user().equals(caller.user()) && (id.isEmpty() ? query.session() == caller : query.id().equals(id))) {
                return Optional.of(query);
            }
        }
        return Optional.empty();
    }

    private Started start(QueryExecution run, QuerySession session, String sql, List<Literal> parameters) {
        return switch (resolved(session, bind(session, sql, parameters))) {
            case BoundStatement.Query query -> run(run, session, sql, parameters, query);
            case BoundStatement.Explain explain -> explain(run, session, sql, parameters, explain);
            case BoundStatement.ShowSession show -> text(showSession(session, show.like()));
            case BoundStatement.Use use -> {
                session.set(SessionProperty.SCHEMA.name(), use.product().isEmpty() ? use.domain() : use.domain() + "." + use.product());
                yield nothing();
            }
            case BoundStatement.SetSession set -> {
                session.set(set.name(), set.value());
                yield nothing();
            }
            case BoundStatement.ResetSession reset -> {
                session.reset(reset.name());
                yield nothing();
            }
            case BoundStatement.Prepare prepare -> {
                session.prepare(prepare.name(), dev.weir.planner.sql.SqlFormatter.format(prepare.statement()));
                yield nothing();
            }
            case BoundStatement.Deallocate deallocate -> {
                session.deallocate(deallocate.name());
                yield nothing();
            }
            case BoundStatement.Kill kill -> {
                kill(session, kill.queryId());
                yield nothing();
            }
            case BoundStatement.Execute _ -> throw new QueryException(ErrorCode.NOT_SUPPORTED, "EXECUTE of an EXECUTE");
        };
    }

    private Started run(QueryExecution run, QuerySession session, String sql, List<Literal> parameters, BoundStatement.Query bound) {
        Schema schema = schema(bound, session);
        return new Started(schema, new ReplannedQuery(attempt -> {
            BoundStatement.Query query = attempt == 0 ? bound : boundAgain(session, sql, parameters, schema);
            return backend.start(request(run, attempt, session, admitted(run, session, sql, query.plan())));
        }, () -> run.admitAlone(admission)), null);
    }

    /// Binds over the catalog as it is now; the client was promised the columns that it had before.
    private BoundStatement.Query boundAgain(QuerySession session, String sql, List<Literal> parameters, Schema promised) {
        if (resolved(session, bind(session, sql, parameters)) instanceof BoundStatement.Query query && schema(query, session).equals(promised)) {
            return query;
        }
        throw new QueryException(ErrorCode.INVALID_ARGUMENT, "The columns of a table have changed since the statement was prepared; prepare it again");
    }

    /// Plans a query and waits until there is room for it. What it waited for long may have changed meanwhile: then it is
    /// planned again.
    private PlannedQuery admitted(QueryExecution run, QuerySession session, String sql, LogicalPlan.Output bound) {
        Catalog catalog = catalog(session);
        PlannedQuery planned = Planner.plan(bound, catalog, settings(session));
        long before = run.queuedNanos();
        run.admit(admission, QueryDemand.of(planned, catalog, backend::pool, session.user(), sql));
        return run.queuedNanos() - before < STALE_NANOS ? planned : Planner.plan(bound, catalog(session), settings(session));
    }

    private QueryBackend.Request request(QueryExecution run, int attempt, QuerySession session, PlannedQuery planned) {
        return new QueryBackend.Request(attempt == 0 ? run.id() : run.id() + "_" + attempt, planned.plan(), session.user(), session.get(SessionProperty.PURPOSE), session.zone(), now(), session.memory(), allocator);
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private Started explain(QueryExecution run, QuerySession session, String sql, List<Literal> parameters, BoundStatement.Explain explain) {
        if (!explain.analyze()) {
            Catalog catalog = catalog(session);
            PlannedQuery planned = Planner.plan(explain.query().plan(), catalog, settings(session));
            return text(lines(QueryExplanation.planned(explain, planned, AskedContracts.of(planned.plan(), catalog, backend, session.user()))));
        }
        long start = System.nanoTime();
        AtomicReference<PlannedQuery> planned = new AtomicReference<>();
        RunningQuery running = new ReplannedQuery(attempt -> {
            BoundStatement.Explain now = attempt == 0 ? explain : explainedAgain(session, sql, parameters);
            planned.set(admitted(run, session, sql, now.query().plan()));
            return backend.start(request(run, attempt, session, planned.get()));
        }, () -> run.admitAlone(admission));
        return new Started(TextRows.schema(PLAN), new AnalyzedQuery(running, rows -> lines(QueryExplanation.measured(
                explain, planned.get(), running.metrics(), run.queuedNanos(), System.nanoTime() - start - run.queuedNanos(), rows)), allocator), null);
    }

    private BoundStatement.Explain explainedAgain(QuerySession session, String sql, List<Literal> parameters) {
        if (bind(session, sql, parameters) instanceof BoundStatement.Explain explain) {
            return explain;
        }
        throw new QueryException(ErrorCode.INTERNAL, "An EXPLAIN that is none when it is bound again");
    }

    private BoundStatement bind(QuerySession session, String sql, List<Literal> parameters) {
        Statement statement = SqlParser.parseStatement(sql);
        return Binder.bind(statement, catalog(session), bindSettings(session).withParameterValues(parameters));
    }

    /// What an EXECUTE runs, else the statement itself. A place in the prepared text is none in the text of the EXECUTE, so
    /// that errors name the statement instead.
    private BoundStatement resolved(QuerySession session, BoundStatement bound) {
        if (!(bound instanceof BoundStatement.Execute execute)) {
            return bound;
        }
        String sql = session.statement(execute.name());
        try {
            return Binder.bind(SqlParser.parseStatement(sql), catalog(session),
                    bindSettings(session).withParameterValues(execute.values()).withoutPositions());
        } catch (QueryException failure) {
            throw failure.withoutPosition().with("prepared statement " + execute.name());
        }
    }

    private static BindSettings bindSettings(QuerySession session) {
        List<SchemaName> path = SchemaName.parsePath(session.get(SessionProperty.SEARCH_PATH));
        String current = session.get(SessionProperty.SCHEMA);
        int dot = current.indexOf('.');
        return new BindSettings(
                dot < 0 ? current : current.substring(0, dot), dot < 0 ? "" : current.substring(dot + 1), path, session.zone(), session.user(), List.of(), List.of());
    }

    private static PlanSettings settings(QuerySession session) {
        Set<String> disabled = new TreeSet<>();
        for (String rule : session.get(SessionProperty.DISABLED_RULES).split(",")) {
            if (!rule.isBlank()) {
                disabled.add(rule.trim());
            }
        }
        return PlanSettings.DEFAULT.withDisabledRules(disabled)
                .withRuntimeFilters(Boolean.parseBoolean(session.get(SessionProperty.RUNTIME_FILTERS)))
                .withFilterWait(SessionProperty.filterWait(session.get(SessionProperty.RUNTIME_FILTER_WAIT)))
                .at(session.zone(), now());
    }

    private PreparedQuery executed(QuerySession session, BoundStatement.Execute execute, String sql) {
        String text = session.statement(execute.name());
        try {
            PreparedQuery inner = prepare(session, text);
            return new PreparedQuery(sql, inner.schema(), List.of(), inner.update());
        } catch (QueryException failure) {
            throw failure.withoutPosition().with("prepared statement " + execute.name());
        }
    }

    private void kill(QuerySession session, String id) {
        QueryExecution victim = history.find(id).filter(query -> query.session().user().equals(session.user()))
                .orElseThrow(() -> new QueryException(ErrorCode.INVALID_ARGUMENT, "You have no query with the id '" + id + "'")
                        .withHint("SELECT query_id FROM system.runtime.queries lists them"));
        victim.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "The query was killed by " + session.user()));
    }

    private static TextRows showSession(QuerySession session, Optional<String> like) {
        List<List<String>> rows = new ArrayList<>();
        for (SessionProperty property : SessionProperty.ALL) {
            if (like.isEmpty() || Pattern.matches(Pattern.quote(like.get()).replace("%", "\\E.*\\Q").replace("_", "\\E.\\Q"), property.name())) {
                rows.add(List.of(property.name(), session.get(property), property.defaultValue(), property.description()));
            }
        }
        return new TextRows(SHOW_SESSION, rows);
    }

    private static Schema schema(BoundStatement.Query query, QuerySession session) {
        List<SqlType> types = new ArrayList<>();
        for (LogicalColumn column : query.plan().columns()) {
            types.add(column.type());
        }
        return ClientTypes.schema(query.plan().names(), types, session.zone());
    }

    private Started text(TextRows rows) {
        return new Started(TextRows.schema(rows.names()), null, new ResultBatch.Vectors(rows.toRoot(allocator)));
    }

    private static Started nothing() {
        return new Started(new Schema(List.of()), null, null);
    }

    private static TextRows lines(String text) {
        List<List<String>> rows = new ArrayList<>();
        for (String line : text.stripTrailing().split("\n", -1)) {
            rows.add(List.of(line));
        }
        return new TextRows(PLAN, rows);
    }
}
