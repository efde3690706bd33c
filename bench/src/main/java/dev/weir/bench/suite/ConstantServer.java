package dev.weir.bench.suite;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.weir.bench.datagen.FetchTable;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.NoOpFlightSqlProducer;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// The limit of fetching: a Flight SQL server that answers every statement with the same batch over and over. What a client
/// reaches with it is what driver and transport allow.
public final class ConstantServer implements AutoCloseable {
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot batch;
    private final FlightServer server;

    /// @param rows      of a result
    /// @param batchRows of a batch
    public ConstantServer(int port, long rows, int batchRows) throws IOException {
        Schema schema = ClientTypes.schema(FetchTable.COLUMNS, List.of(
                SqlType.BIGINT, SqlType.DOUBLE, SqlType.VARCHAR, new SqlType.Decimal(15, 2), SqlType.DATE));
        batch = VectorSchemaRoot.create(schema, allocator);
        fill(batch, batchRows);
        server = FlightServer.builder(allocator, Location.forGrpcInsecure("127.0.0.1", port), new Producer(batch, rows)).build().start();
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() throws Exception {
        server.close();
        batch.close();
        allocator.close();
    }

    private static void fill(VectorSchemaRoot root, int rows) {
        root.allocateNew();
        BigIntVector ids = (BigIntVector) root.getVector(0);
        Float8Vector ratios = (Float8Vector) root.getVector(1);
        VarCharVector labels = (VarCharVector) root.getVector(2);
        DecimalVector prices = (DecimalVector) root.getVector(3);
        DateDayVector days = (DateDayVector) root.getVector(4);
        for (int row = 0; row < rows; row++) {
            ids.setSafe(row, row);
            ratios.setSafe(row, FetchTable.ratio(row));
            labels.setSafe(row, FetchTable.label(row).getBytes(StandardCharsets.UTF_8));
            prices.setSafe(row, FetchTable.price(row));
            days.setSafe(row, (int) FetchTable.day(row));
        }
        root.setRowCount(rows);
    }

    private static final class Producer extends NoOpFlightSqlProducer {
        private final VectorSchemaRoot batch;
        private final long rows;

        Producer(VectorSchemaRoot batch, long rows) {
            this.batch = batch;
            this.rows = rows;
        }

        @Override
        public void createPreparedStatement(
                FlightSql.ActionCreatePreparedStatementRequest request, CallContext context, StreamListener<Result> listener) {
            FlightSql.ActionCreatePreparedStatementResult result = FlightSql.ActionCreatePreparedStatementResult.newBuilder()
                    .setPreparedStatementHandle(ByteString.copyFromUtf8("constant"))
                    .setDatasetSchema(ByteString.copyFrom(batch.getSchema().serializeAsMessage())).build();
            listener.onNext(new Result(Any.pack(result).toByteArray()));
            listener.onCompleted();
        }

        @Override
        public void closePreparedStatement(
                FlightSql.ActionClosePreparedStatementRequest request, CallContext context, StreamListener<Result> listener) {
            listener.onCompleted();
        }

        @Override
        public FlightInfo getFlightInfoPreparedStatement(
                FlightSql.CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
            Ticket ticket = new Ticket(Any.pack(FlightSql.TicketStatementQuery.newBuilder()
                    .setStatementHandle(command.getPreparedStatementHandle()).build()).toByteArray());
            return new FlightInfo(batch.getSchema(), descriptor, List.of(new FlightEndpoint(ticket)), -1, -1);
        }

        @Override
        public void getStreamStatement(FlightSql.TicketStatementQuery ticket, CallContext context, ServerStreamListener listener) {
            Semaphore ready = new Semaphore(0);
            listener.setOnReadyHandler(ready::release);
            listener.setOnCancelHandler(ready::release);
            Thread.ofVirtual().start(() -> {
                listener.setUseZeroCopy(true);
                listener.start(batch);
                for (long sent = 0; sent < rows && !listener.isCancelled(); sent += batch.getRowCount()) {
                    while (!listener.isReady() && !listener.isCancelled()) {
                        ready.acquireUninterruptibly();
                    }
                    listener.putNext();
                }
                if (!listener.isCancelled()) {
                    listener.completed();
                }
            });
        }
    }
}
