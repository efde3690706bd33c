package dev.weir.worker.task;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.exchange.ArrowBatches;
import dev.weir.exec.operator.join.KeyFilterBatches;
import dev.weir.exec.operator.output.ClientBatches;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import dev.weir.worker.exchange.StreamFormat;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// How the rows of a fragment leave the process: a result as clients read it, all others as workers do.
final class Formats {
    /// Of the streams of runtime filters.
    static final StreamFormat FILTERS = new ForWorkers(KeyFilterBatches.TYPES);

    private Formats() {}

    static StreamFormat of(PhysicalPlan root, Session session) {
        if (root instanceof PhysicalPlan.ClientOutput output) {
            return new ForClients(ClientTypes.schema(output.names(), output.types(), session.zone()));
        }
        return new ForWorkers(root.types());
    }

    private record ForWorkers(List<SqlType> types) implements StreamFormat {
        @Override
        public Schema schema() {
            return ArrowBatches.schema(types);
        }

        @Override
        public VectorSchemaRoot encode(Batch batch, BufferAllocator allocator) {
            return ArrowBatches.toArrow(batch, types, allocator);
        }
    }

    private record ForClients(Schema schema) implements StreamFormat {
        @Override
        public boolean marked() {
            return false;
        }

        @Override
        public VectorSchemaRoot encode(Batch batch, BufferAllocator allocator) {
            return ClientBatches.toClient(batch, schema, allocator);
        }
    }
}
