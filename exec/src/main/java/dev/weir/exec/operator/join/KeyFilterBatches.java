package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// The encoded form of a runtime filter as rows of an exchange: one column of pieces of at most a MiB, in order.
public final class KeyFilterBatches {
    public static final List<SqlType> TYPES = List.of(SqlType.VARBINARY);
    private static final int PIECE = 1 << 20;

    private KeyFilterBatches() {}

    /// How many batches the encoded filter takes.
    public static int count(byte[] encoded) {
        return (encoded.length + PIECE - 1) / PIECE;
    }

    /// One of them, the caller's.
    public static Batch batch(byte[] encoded, int index, BufferAllocator allocator) {
        int from = index * PIECE;
        try (ColumnBuilder piece = new ColumnBuilder(SqlType.VARBINARY, 1, allocator)) {
            piece.append(new Expression.Bytes(Arrays.copyOfRange(encoded, from, Math.min(encoded.length, from + PIECE))));
            return new Batch(List.of(piece.build()), 1);
        }
    }

    /// Appends what a batch holds; the batch stays the caller's.
    public static void append(Batch batch, ByteArrayOutputStream encoded, BufferAllocator allocator) {
        try (FlatColumn pieces = Flatten.flat(batch.column(0), allocator)) {
            for (int row = 0; row < batch.rows(); row++) {
                long view = pieces.address() + row * StringView.WIDTH;
                int length = pieces.isNull(row) ? 0 : StringView.length(view);
                if (encoded.size() + (long) length > KeyFilterCodec.MOST_BYTES) {
                    throw new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Runtime filter is too large");
                }
                byte[] piece = new byte[length];
                Memory.copy(StringView.bytes(view), piece, 0, length);
                encoded.writeBytes(piece);
            }
        }
    }
}
