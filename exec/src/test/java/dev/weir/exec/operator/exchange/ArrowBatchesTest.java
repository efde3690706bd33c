package dev.weir.exec.operator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Slice;
import dev.weir.exec.operator.output.ClientBatches;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrowBatchesTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final Random random = new Random(7);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void everyTypeAndEncodingSurvives() throws Exception {
        RandomColumns columns = new RandomColumns(random, allocator);
        for (int round = 0; round < 40; round++) {
            int rows = List.of(0, 1, 7, 64, 65, 1000).get(round % 6);
            double nulls = List.of(0.0, 0.2, 1.0).get(round % 3);
            List<SqlType> types = new ArrayList<>(RandomColumns.TYPES);
            List<Column> made = new ArrayList<>();
            for (SqlType type : types) {
                Column column = columns.column(type, rows, nulls);
                if (type.isString()) {
                    assertTrue(ArrowStrings.bytesAtMost(column) >= ArrowStrings.bytes(column));
                }
                made.add(column);
            }
            types.add(SqlType.UNKNOWN);
            made.add(dev.weir.exec.batch.Constants.column(dev.weir.exec.expression.Expression.Literal.ofNull(SqlType.UNKNOWN), rows, allocator));
            try (Batch batch = new Batch(made, rows);
                    VectorSchemaRoot sent = ArrowBatches.toArrow(batch, types, allocator)) {
                for (FieldVector vector : sent.getFieldVectors()) {
                    assertPlain(vector);
                }
                byte[] wire = write(sent);
                try (ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(wire), allocator)) {
                    assertTrue(reader.loadNextBatch());
                    Batch received = ArrowBatches.fromArrow(reader.getVectorSchemaRoot(), types, allocator);
                    reader.close();
                    try (received) {
                        assertSame(batch, received);
                    }
                }
            }
        }
    }

    /// What no row shows must not travel: dictionary entries, bytes under NULLs, the rest of a sliced buffer.
    @Test
    void hiddenValuesStayInTheProcess() throws Exception {
        String canary = "CANARY-of-a-hidden-row";
        List<Column> columns = new ArrayList<>();
        try (ColumnBuilder entries = new ColumnBuilder(SqlType.VARCHAR, allocator);
                ColumnBuilder values = new ColumnBuilder(SqlType.VARCHAR, allocator);
                ColumnBuilder wide = new ColumnBuilder(SqlType.VARCHAR, allocator)) {
            ArrowBuf codes = allocator.buffer(12);
            ArrowBuf codeValidity = allocator.buffer(1);
            codes.setInt(0, 0);
            codes.setInt(4, 1);
            codes.setInt(8, 0);
            codeValidity.setByte(0, 0b101);
            columns.add(new DictionaryColumn(3, codes, codeValidity, entries.append("an entry that is seen").append(canary).build()));
            FlatColumn all = values.append(canary).append("visible").append(canary).build();
            ArrowBuf validity = allocator.buffer(1);
            validity.setByte(0, 0b010);
            all.data().getReferenceManager().retain();
            all.heap().retain();
            columns.add(new FlatColumn(SqlType.VARCHAR, Physical.VIEW, 3, all.data(), validity, all.heap()));
            all.close();
            for (int i = 0; i < 20; i++) {
                wide.append(i >= 8 && i < 11 ? "row " + i + " may be seen" : canary);
            }
            try (Column whole = wide.build()) {
                columns.add(Slice.slice(whole, 8, 3, allocator));
            }
        }
        List<SqlType> types = List.of(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR);
        try (Batch batch = new Batch(columns, 3);
                VectorSchemaRoot sent = ArrowBatches.toArrow(batch, types, allocator);
                VectorSchemaRoot client = ClientBatches.toClient(batch, ClientTypes.schema(List.of("a", "b", "c"), types), allocator)) {
            for (VectorSchemaRoot root : List.of(sent, client)) {
                String wire = new String(write(root), StandardCharsets.ISO_8859_1);
                assertFalse(wire.contains("CANARY"));
                assertTrue(wire.contains("an entry that is seen") && wire.contains("visible") && wire.contains("row 10 may be seen"));
            }
        }
    }

    @Test
    void clientsGetBlankPaddedCharsAndDecimals() {
        List<SqlType> types = List.of(new SqlType.Char(5), new SqlType.Decimal(9, 2), SqlType.TIMESTAMP_TZ);
        try (ColumnBuilder text = new ColumnBuilder(types.get(0), allocator);
                ColumnBuilder number = new ColumnBuilder(types.get(1), allocator);
                ColumnBuilder instant = new ColumnBuilder(types.get(2), allocator)) {
            text.append("grü").append(null).append("abcde");
            number.append(new java.math.BigDecimal("-1.25")).append(null).append(new java.math.BigDecimal("7.00"));
            instant.append(1L).append(2L).append(null);
            try (Batch batch = new Batch(List.of(text.build(), number.build(), instant.build()), 3);
                    VectorSchemaRoot root = ClientBatches.toClient(batch, ClientTypes.schema(List.of("a", "b", "c"), types, java.time.ZoneId.of("Europe/Berlin")), allocator)) {
                VarCharVector chars = (VarCharVector) root.getVector(0);
                assertEquals("grü  ", new String(chars.get(0), StandardCharsets.UTF_8));
                assertTrue(chars.isNull(1));
                assertEquals("abcde", new String(chars.get(2), StandardCharsets.UTF_8));
                assertEquals(new java.math.BigDecimal("-1.25"), ((DecimalVector) root.getVector(1)).getObject(0));
                assertEquals("9", root.getSchema().getFields().get(1).getMetadata().get("ARROW:FLIGHT:SQL:PRECISION"));
                assertEquals(2, ((TimeStampMicroTZVector) root.getVector(2)).get(1));
            }
        }
    }

    @Test
    void clientFormOfEveryTypeCanBeRead() throws Exception {
        RandomColumns columns = new RandomColumns(random, allocator);
        List<String> names = new ArrayList<>();
        List<Column> made = new ArrayList<>();
        for (SqlType type : RandomColumns.TYPES) {
            names.add(type.toString());
            made.add(columns.column(type, 100, 0.1));
        }
        try (Batch batch = new Batch(made, 100);
                VectorSchemaRoot root = ClientBatches.toClient(batch, ClientTypes.schema(names, RandomColumns.TYPES), allocator)) {
            for (int c = 0; c < made.size(); c++) {
                assertPlain(root.getVector(c));
                for (int row = 0; row < 100; row++) {
                    Object expected = batch.column(c).value(row);
                    Object actual = root.getVector(c).getObject(row);
                    assertEquals(expected == null, actual == null);
                    if (expected instanceof java.math.BigDecimal || expected instanceof Boolean) {
                        assertEquals(expected, actual);
                    } else if (expected instanceof String && RandomColumns.TYPES.get(c) instanceof SqlType.Varchar) {
                        assertEquals(expected, actual.toString());
                    }
                }
            }
        }
    }

    @Test
    void batchesWithTooManyBytesOfStringsAreCut() {
        try (ColumnBuilder builder = new ColumnBuilder(SqlType.VARCHAR, allocator)) {
            for (int i = 0; i < 100; i++) {
                builder.append("x".repeat(100) + i);
            }
            List<Batch> parts = ArrowBatches.sendable(new Batch(List.of(builder.build()), 100), 1000, allocator);
            assertTrue(parts.size() >= 10);
            List<Object> values = new ArrayList<>();
            for (Batch part : parts) {
                values.addAll(RandomColumns.values(part.column(0)));
                part.close();
            }
            assertEquals("x".repeat(100) + 99, values.get(99));
        }
    }

    @Test
    void offsetsThatLeaveTheirBufferAreRefused() {
        for (int damage : new int[] {-1, 1 << 30, 3}) {
            try (VarCharVector vector = new VarCharVector("c0", allocator)) {
                vector.allocateNew();
                vector.setSafe(0, "some longer text".getBytes(StandardCharsets.UTF_8));
                vector.setSafe(1, "other longer text".getBytes(StandardCharsets.UTF_8));
                vector.setValueCount(2);
                ArrowBuf offsets = vector.getOffsetBuffer();
                offsets.setInt(4, damage == 3 ? 100 : damage);
                try (VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector))) {
                    root.setRowCount(2);
                    vector.getOffsetBuffer().setInt(4, damage == 3 ? 100 : damage);
                    assertThrows(QueryException.class, () -> ArrowBatches.fromArrow(root, List.of(SqlType.VARCHAR), allocator));
                }
            }
        }
        try (BigIntVector vector = new BigIntVector("c0", allocator); VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector))) {
            assertThrows(QueryException.class, () -> ArrowBatches.fromArrow(root, List.of(SqlType.VARCHAR), allocator));
        }
    }

    /// Slots of NULLs hold zeros, offsets begin at zero, and no buffer is a part of a larger one.
    private static void assertPlain(FieldVector vector) {
        List<ArrowBuf> buffers = vector.getFieldBuffers();
        int rows = vector.getValueCount();
        if (buffers.size() == 2 && rows > 0) {
            int width = vector.getField().getType() instanceof org.apache.arrow.vector.types.pojo.ArrowType.Bool ? 0 : (int) (buffers.get(1).readableBytes() / rows);
            for (int row = 0; row < rows; row++) {
                for (int b = 0; vector.isNull(row) && b < width; b++) {
                    assertEquals(0, buffers.get(1).getByte((long) row * width + b));
                }
                assertFalse(width == 0 && vector.isNull(row) && Memory.bit(buffers.get(1).memoryAddress(), row));
            }
        }
        if (buffers.size() == 3) {
            assertEquals(0, buffers.get(1).getInt(0));
            assertEquals(buffers.get(1).getInt(rows * 4L), buffers.get(2).readableBytes());
        }
    }

    static void assertSame(Batch expected, Batch actual) {
        assertEquals(expected.rows(), actual.rows());
        for (int c = 0; c < expected.columns().size(); c++) {
            assertEquals(RandomColumns.values(expected.column(c)), RandomColumns.values(actual.column(c)), expected.column(c).type().toString());
        }
    }

    private static byte[] write(VectorSchemaRoot root) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out)) {
            writer.writeBatch();
        }
        return out.toByteArray();
    }
}
