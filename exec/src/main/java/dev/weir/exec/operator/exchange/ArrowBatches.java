package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Slice;
import dev.weir.exec.type.SqlType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// Batches between processes: the exchange form.
///
/// The form follows the encoding rather than the type, since the plan on both sides says the type: integers, dates and
/// times as Int, decimals up to 18 digits as Int64 and wider ones as Decimal128, strings as Utf8, varbinary as Binary, uuid
/// as FixedSizeBinary(16). What is sent is rebuilt: nothing that no row uses leaves the process.
public final class ArrowBatches {
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BITS = 128;

    private ArrowBatches() {}

    public static Schema schema(List<SqlType> types) {
        List<Field> fields = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            fields.add(new Field("c" + i, FieldType.nullable(arrow(types.get(i))), null));
        }
        return new Schema(fields);
    }

    /// Rebuilds the batch; the caller keeps it and closes the result.
    public static VectorSchemaRoot toArrow(Batch batch, List<SqlType> types, BufferAllocator allocator) {
        Schema schema = schema(types);
        List<FieldVector> vectors = new ArrayList<>(types.size());
        try {
            for (int i = 0; i < types.size(); i++) {
                vectors.add(ArrowVectors.vector(schema.getFields().get(i), batch.column(i), 0, allocator));
            }
            return new VectorSchemaRoot(schema, vectors, batch.rows());
        } catch (RuntimeException | Error failure) {
            vectors.forEach(FieldVector::close);
            throw failure;
        }
    }

    /// Makes a batch that shares the root's buffers; the caller keeps the root and may close it.
    public static Batch fromArrow(VectorSchemaRoot root, List<SqlType> types, BufferAllocator allocator) {
        List<FieldVector> vectors = root.getFieldVectors();
        if (vectors.size() != types.size() || root.getRowCount() < 0) {
            throw new QueryException(ErrorCode.INTERNAL, "Exchange batch of " + vectors.size() + " columns instead of " + types.size());
        }
        List<Column> columns = new ArrayList<>(types.size());
        try {
            for (int i = 0; i < types.size(); i++) {
                FieldVector vector = vectors.get(i);
                if (!vector.getField().getType().equals(arrow(types.get(i))) || vector.getValueCount() != root.getRowCount()) {
                    throw new QueryException(ErrorCode.INTERNAL, "Exchange column " + i + " is no " + types.get(i));
                }
                columns.add(ArrowColumns.column(vector, types.get(i), allocator));
            }
            return new Batch(columns, root.getRowCount());
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    /// Hands the batch on, in parts when its strings do not fit the offsets of an Arrow vector. Takes over the batch, the
    /// receiver each part.
    public static void forSending(Batch batch, BufferAllocator allocator, Consumer<Batch> receiver) {
        ArrayDeque<Batch> parts = new ArrayDeque<>(sendable(batch, ArrowStrings.MAX_BYTES, allocator));
        try {
            while (!parts.isEmpty()) {
                receiver.accept(parts.poll());
            }
        } finally {
            parts.forEach(Batch::close);
        }
    }

    static List<Batch> sendable(Batch batch, long limit, BufferAllocator allocator) {
        if (batch.rows() <= 1 || fits(batch, limit)) {
            return List.of(batch);
        }
        List<Batch> parts = new ArrayList<>();
        try (batch) {
            int half = batch.rows() / 2;
            parts.addAll(sendable(Slice.slice(batch, 0, half, allocator), limit, allocator));
            parts.addAll(sendable(Slice.slice(batch, half, batch.rows() - half, allocator), limit, allocator));
            return parts;
        } catch (RuntimeException | Error failure) {
            parts.forEach(Batch::close);
            throw failure;
        }
    }

    private static boolean fits(Batch batch, long limit) {
        for (Column column : batch.columns()) {
            boolean text = column.type().isString() || column.type() instanceof SqlType.Varbinary;
            if (text && ArrowStrings.bytesAtMost(column) > limit && ArrowStrings.bytes(column) > limit) {
                return false;
            }
        }
        return true;
    }

    private static ArrowType arrow(SqlType type) {
        return switch (type) {
            case SqlType.Unknown _ -> ArrowType.Null.INSTANCE;
            case SqlType.Bool _ -> ArrowType.Bool.INSTANCE;
            case SqlType.Integral integral -> new ArrowType.Int(integral.bytes() * 8, true);
            case SqlType.Real _ -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case SqlType.Double _ -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case SqlType.Decimal decimal -> decimal.precision() <= SqlType.Decimal.MAX_INT64_PRECISION
                    ? new ArrowType.Int(Long.SIZE, true) : new ArrowType.Decimal(decimal.precision(), decimal.scale(), DECIMAL_BITS);
            case SqlType.Varchar _, SqlType.Char _ -> ArrowType.Utf8.INSTANCE;
            case SqlType.Varbinary _ -> ArrowType.Binary.INSTANCE;
            case SqlType.Uuid _ -> new ArrowType.FixedSizeBinary(UUID_BYTES);
            case SqlType.Date _, SqlType.IntervalYearMonth _ -> new ArrowType.Int(Integer.SIZE, true);
            case SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _, SqlType.IntervalDaySecond _ -> new ArrowType.Int(Long.SIZE, true);
            case SqlType.Array _, SqlType.Map _, SqlType.Row _ ->
                    throw new QueryException(ErrorCode.NOT_SUPPORTED, "Values of nested types cannot be sent: " + type);
        };
    }
}
