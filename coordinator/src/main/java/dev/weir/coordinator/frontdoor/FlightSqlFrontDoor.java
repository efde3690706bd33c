package dev.weir.coordinator.frontdoor;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.weir.coordinator.query.PreparedQuery;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.SessionProperty;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.GetSessionOptionsResult;
import org.apache.arrow.flight.NoOpSessionOptionValueVisitor;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.CancelResult;
import org.apache.arrow.flight.sql.FlightSqlProducer;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/// Flight SQL for the stock JDBC driver, ADBC and ODBC.
///
/// GetFlightInfo only registers a ticket; the query runs in DoGet, since a driver cannot cancel the former. One endpoint
/// without a location serves a result in order. A ticket belongs to one user, is read once and expires.
public final class FlightSqlFrontDoor implements FlightSqlProducer {
    private final QueryService queries;
    private final Sessions sessions;
    private final BufferAllocator allocator;
    private final SqlInfoBuilder serverInfo;
    private final PreparedStatements statements = new PreparedStatements();
    private final Tickets tickets = new Tickets();

    public FlightSqlFrontDoor(QueryService queries, Sessions sessions, BufferAllocator allocator, String version) {
        this.queries = queries;
        this.sessions = sessions;
        this.allocator = allocator;
        this.serverInfo = ServerInfo.builder(version);
    }

    // Statements

    @Override
    public void createPreparedStatement(
            FlightSql.ActionCreatePreparedStatementRequest request, CallContext context, StreamListener<Result> listener) {
        answer(listener, () -> {
            QuerySession session = Sessions.of(context);
            PreparedQuery prepared = queries.prepare(session, request.getQuery());
            FlightSql.ActionCreatePreparedStatementResult.Builder result = FlightSql.ActionCreatePreparedStatementResult.newBuilder()
                    .setPreparedStatementHandle(statements.add(session, prepared))
                    .setParameterSchema(serialize(ParameterReader.schema(prepared.parameters())));
            if (!prepared.update()) {
                result.setDatasetSchema(serialize(prepared.schema()));
            }
            listener.onNext(new Result(Any.pack(result.build()).toByteArray()));
        });
    }

    @Override
    public void closePreparedStatement(
            FlightSql.ActionClosePreparedStatementRequest request, CallContext context, StreamListener<Result> listener) {
        answer(listener, () -> statements.remove(request.getPreparedStatementHandle()));
    }

    @Override
    public FlightInfo getFlightInfoStatement(FlightSql.CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        return guarded(() -> {
            QuerySession session = Sessions.of(context);
            PreparedQuery prepared = queries.prepare(session, command.getQuery());
            return info(tickets.add(session, prepared, List.of()), prepared.schema(), descriptor);
        });
    }

    @Override
    public FlightInfo getFlightInfoPreparedStatement(
            FlightSql.CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        return guarded(() -> {
            PreparedStatements.Statement statement = statements.get(command.getPreparedStatementHandle(), Sessions.of(context));
            return info(tickets.add(statement.session(), statement.query(), statement.parameters()), statement.query().schema(), descriptor);
        });
    }

    @Override
    public SchemaResult getSchemaStatement(FlightSql.CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        return guarded(() -> new SchemaResult(queries.prepare(Sessions.of(context), command.getQuery()).schema()));
    }

    @Override
    public SchemaResult getSchemaPreparedStatement(
            FlightSql.CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
        return guarded(() -> new SchemaResult(statements.get(command.getPreparedStatementHandle(), Sessions.of(context)).query().schema()));
    }

    @Override
    public void getStreamStatement(FlightSql.TicketStatementQuery ticket, CallContext context, ServerStreamListener listener) {
        try {
            Tickets.Entry entry = tickets.take(ticket.getStatementHandle(), Sessions.of(context));
            stream(() -> queries.execute(entry.session(), entry.query(), entry.parameters()), listener);
        } catch (RuntimeException e) {
            listener.error(FlightErrors.toFlight(e));
        }
    }

    /// Some clients send the command itself as the ticket.
    @Override
    public void getStreamPreparedStatement(
            FlightSql.CommandPreparedStatementQuery command, CallContext context, ServerStreamListener listener) {
        try {
            PreparedStatements.Statement statement = statements.get(command.getPreparedStatementHandle(), Sessions.of(context));
            stream(() -> queries.execute(statement.session(), statement.query(), statement.parameters()), listener);
        } catch (RuntimeException e) {
            listener.error(FlightErrors.toFlight(e));
        }
    }

    @Override
    public Runnable acceptPutPreparedStatementQuery(
            FlightSql.CommandPreparedStatementQuery command, CallContext context, FlightStream stream, StreamListener<PutResult> ack) {
        return () -> answer(ack, () -> {
            PreparedStatements.Statement statement = statements.get(command.getPreparedStatementHandle(), Sessions.of(context));
            List<List<Literal>> rows = ParameterReader.read(stream, statement.query().parameters());
            if (rows.size() > 1) {
                throw new QueryException(ErrorCode.NOT_SUPPORTED, "A query takes one row of parameters, not " + rows.size());
            }
            statements.bind(command.getPreparedStatementHandle(), rows.isEmpty() ? List.of() : rows.getFirst());
        });
    }

    @Override
    public Runnable acceptPutPreparedStatementUpdate(
            FlightSql.CommandPreparedStatementUpdate command, CallContext context, FlightStream stream, StreamListener<PutResult> ack) {
        return () -> answer(ack, () -> {
            PreparedStatements.Statement statement = statements.get(command.getPreparedStatementHandle(), Sessions.of(context));
            List<List<Literal>> rows = ParameterReader.read(stream, statement.query().parameters());
            for (List<Literal> row : rows.isEmpty() ? List.of(List.<Literal>of()) : rows) {
                queries.execute(statement.session(), statement.query(), row).drain();
            }
            acknowledge(ack);
        });
    }

    @Override
    public Runnable acceptPutStatement(
            FlightSql.CommandStatementUpdate command, CallContext context, FlightStream stream, StreamListener<PutResult> ack) {
        return () -> answer(ack, () -> {
            QuerySession session = Sessions.of(context);
            queries.execute(session, queries.prepare(session, command.getQuery()), List.of()).drain();
            acknowledge(ack);
        });
    }

    // Catalog

    @Override
    public FlightInfo getFlightInfoCatalogs(FlightSql.CommandGetCatalogs request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_CATALOGS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamCatalogs(CallContext context, ServerStreamListener listener) {
        send(context, listener, Metadata::catalogs);
    }

    @Override
    public FlightInfo getFlightInfoSchemas(FlightSql.CommandGetDbSchemas request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_SCHEMAS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamSchemas(FlightSql.CommandGetDbSchemas command, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> metadata.schemas(
                optional(command.hasCatalog(), command.getCatalog()), optional(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern())));
    }

    @Override
    public FlightInfo getFlightInfoTables(FlightSql.CommandGetTables request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, request.getIncludeSchema() ? Schemas.GET_TABLES_SCHEMA : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA, descriptor);
    }

    @Override
    public void getStreamTables(FlightSql.CommandGetTables command, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> metadata.tables(
                optional(command.hasCatalog(), command.getCatalog()),
                optional(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern()),
                optional(command.hasTableNameFilterPattern(), command.getTableNameFilterPattern()),
                command.getTableTypesList(), command.getIncludeSchema()));
    }

    @Override
    public FlightInfo getFlightInfoTableTypes(FlightSql.CommandGetTableTypes request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_TABLE_TYPES_SCHEMA, descriptor);
    }

    @Override
    public void getStreamTableTypes(CallContext context, ServerStreamListener listener) {
        send(context, listener, Metadata::tableTypes);
    }

    @Override
    public FlightInfo getFlightInfoPrimaryKeys(FlightSql.CommandGetPrimaryKeys request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_PRIMARY_KEYS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamPrimaryKeys(FlightSql.CommandGetPrimaryKeys command, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> metadata.empty(Schemas.GET_PRIMARY_KEYS_SCHEMA));
    }

    @Override
    public FlightInfo getFlightInfoExportedKeys(FlightSql.CommandGetExportedKeys request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_EXPORTED_KEYS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamExportedKeys(FlightSql.CommandGetExportedKeys command, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> metadata.empty(Schemas.GET_EXPORTED_KEYS_SCHEMA));
    }

    @Override
    public FlightInfo getFlightInfoImportedKeys(FlightSql.CommandGetImportedKeys request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_IMPORTED_KEYS_SCHEMA, descriptor);
    }

    @Override
    public void getStreamImportedKeys(FlightSql.CommandGetImportedKeys command, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> metadata.empty(Schemas.GET_IMPORTED_KEYS_SCHEMA));
    }

    @Override
    public FlightInfo getFlightInfoCrossReference(FlightSql.CommandGetCrossReference request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_CROSS_REFERENCE_SCHEMA, descriptor);
    }

    @Override
    public void getStreamCrossReference(FlightSql.CommandGetCrossReference command, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> metadata.empty(Schemas.GET_CROSS_REFERENCE_SCHEMA));
    }

    @Override
    public FlightInfo getFlightInfoTypeInfo(FlightSql.CommandGetXdbcTypeInfo request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_TYPE_INFO_SCHEMA, descriptor);
    }

    @Override
    public void getStreamTypeInfo(FlightSql.CommandGetXdbcTypeInfo request, CallContext context, ServerStreamListener listener) {
        send(context, listener, metadata -> TypeInfo.rows(request.hasDataType() ? Optional.of(request.getDataType()) : Optional.empty(), allocator));
    }

    @Override
    public FlightInfo getFlightInfoSqlInfo(FlightSql.CommandGetSqlInfo request, CallContext context, FlightDescriptor descriptor) {
        return metadataInfo(request, Schemas.GET_SQL_INFO_SCHEMA, descriptor);
    }

    @Override
    public void getStreamSqlInfo(FlightSql.CommandGetSqlInfo command, CallContext context, ServerStreamListener listener) {
        serverInfo.send(command.getInfoList(), listener);
    }

    // Sessions, cancel, the rest

    @Override
    public void setSessionOptions(SetSessionOptionsRequest request, CallContext context, StreamListener<SetSessionOptionsResult> listener) {
        answer(listener, () -> {
            QuerySession session = Sessions.of(context);
            Map<String, SetSessionOptionsResult.Error> errors = new HashMap<>();
            request.getSessionOptions().forEach((name, value) -> {
                try {
                    session.set(name.equals("catalog") ? "schema" : name, text(value));
                } catch (QueryException e) {
                    errors.put(name, new SetSessionOptionsResult.Error(
                            SessionProperty.named(name).isPresent()
                                    ? SetSessionOptionsResult.ErrorValue.INVALID_VALUE : SetSessionOptionsResult.ErrorValue.INVALID_NAME));
                }
            });
            listener.onNext(new SetSessionOptionsResult(errors));
        });
    }

    @Override
    public void getSessionOptions(GetSessionOptionsRequest request, CallContext context, StreamListener<GetSessionOptionsResult> listener) {
        answer(listener, () -> {
            QuerySession session = Sessions.of(context);
            Map<String, SessionOptionValue> options = new TreeMap<>();
            for (SessionProperty property : SessionProperty.ALL) {
                options.put(property.name(), SessionOptionValueFactory.makeSessionOptionValue(session.get(property)));
            }
            listener.onNext(new GetSessionOptionsResult(options));
        });
    }

    @Override
    public void closeSession(CloseSessionRequest request, CallContext context, StreamListener<CloseSessionResult> listener) {
        answer(listener, () -> {
            sessions.close(Sessions.of(context));
            listener.onNext(new CloseSessionResult(CloseSessionResult.Status.CLOSED));
        });
    }

    @Override
    public void cancelQuery(FlightInfo info, CallContext context, StreamListener<CancelResult> listener) {
        answer(listener, () -> listener.onNext(tickets.cancel(info, Sessions.of(context)) ? CancelResult.CANCELLED : CancelResult.NOT_CANCELLABLE));
    }

    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
        if (action.getType().equals(ProgressAction.TYPE)) {
            answer(listener, () -> listener.onNext(new Result(ProgressAction.answer(queries, Sessions.of(context), action.getBody()))));
        } else {
            FlightSqlProducer.super.doAction(context, action, listener);
        }
    }

    @Override
    public void listFlights(CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
        listener.onCompleted();
    }

    @Override
    public void close() {
        statements.clear();
    }

    private void stream(Supplier<QueryExecution> query, ServerStreamListener listener) {
        new ResultRelay(allocator, listener).start("weir-result", query);
    }

    private void send(CallContext context, ServerStreamListener listener, Function<Metadata, VectorSchemaRoot> rows) {
        try (VectorSchemaRoot root = rows.apply(new Metadata(queries.catalog(Sessions.of(context)), allocator))) {
            listener.start(root);
            listener.putNext();
            listener.completed();
        } catch (RuntimeException e) {
            listener.error(FlightErrors.toFlight(e));
        }
    }

    private FlightInfo info(ByteString handle, Schema schema, FlightDescriptor descriptor) {
        return metadataInfo(FlightSql.TicketStatementQuery.newBuilder().setStatementHandle(handle).build(), schema, descriptor);
    }

    private static FlightInfo metadataInfo(Message ticket, Schema schema, FlightDescriptor descriptor) {
        FlightEndpoint endpoint = new FlightEndpoint(new Ticket(Any.pack(ticket).toByteArray()));
        return new FlightInfo(schema, descriptor, List.of(endpoint), -1, -1);
    }

    private void acknowledge(StreamListener<PutResult> ack) {
        byte[] result = FlightSql.DoPutUpdateResult.newBuilder().setRecordCount(0).build().toByteArray();
        try (ArrowBuf buffer = allocator.buffer(Math.max(1, result.length))) {
            buffer.writeBytes(result);
            ack.onNext(PutResult.metadata(buffer));
        }
    }

    private static void answer(StreamListener<?> listener, Runnable work) {
        try {
            work.run();
            listener.onCompleted();
        } catch (RuntimeException e) {
            listener.onError(FlightErrors.toFlight(e));
        }
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw FlightErrors.toFlight(e);
        }
    }

    private static Optional<String> optional(boolean present, String value) {
        return present ? Optional.of(value) : Optional.empty();
    }

    private static String text(SessionOptionValue value) {
        String text = value.acceptVisitor(new NoOpSessionOptionValueVisitor<String>() {
            @Override
            public String visit(String string) {
                return string;
            }

            @Override
            public String visit(long number) {
                return Long.toString(number);
            }

            @Override
            public String visit(boolean flag) {
                return Boolean.toString(flag);
            }
        });
        return text == null ? "" : text;
    }

    private static ByteString serialize(Schema schema) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), schema);
        } catch (IOException e) {
            throw CallStatus.INTERNAL.withCause(e).withDescription("INTERNAL (INTERNAL): cannot write a schema").toRuntimeException();
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
