package dev.weir.exec.operator.output;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.exchange.ArrowVectors;
import dev.weir.exec.type.ClientTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/// Rebuilds batches as clients get them, in the types of {@link ClientTypes}.
public final class ClientBatches {
    private ClientBatches() {}

    /// Rebuilds the batch in the form of `schema`, which {@link ClientTypes#schema} made; the caller keeps the batch and
    /// closes the result.
    public static VectorSchemaRoot toClient(Batch batch, Schema schema, BufferAllocator allocator) {
        List<Field> fields = schema.getFields();
        List<FieldVector> vectors = new ArrayList<>(fields.size());
        try {
            for (int i = 0; i < fields.size(); i++) {
                vectors.add(ArrowVectors.vector(fields.get(i), batch.column(i), ClientTypes.padding(fields.get(i)), allocator));
            }
            return new VectorSchemaRoot(schema, vectors, batch.rows());
        } catch (RuntimeException | Error failure) {
            vectors.forEach(FieldVector::close);
            throw failure;
        }
    }
}
