package dev.weir.coordinator.query;

import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// Results that no stage makes: rows of texts, as of EXPLAIN and SHOW SESSION.
record TextRows(List<String> names, List<List<String>> rows) {
    static Schema schema(List<String> names) {
        return ClientTypes.schema(names, Collections.nCopies(names.size(), SqlType.VARCHAR));
    }

    VectorSchemaRoot toRoot(BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema(names), allocator);
        root.allocateNew();
        for (int column = 0; column < names.size(); column++) {
            VarCharVector vector = (VarCharVector) root.getVector(column);
            for (int row = 0; row < rows.size(); row++) {
                String value = rows.get(row).get(column);
                if (value == null) {
                    vector.setNull(row);
                } else {
                    vector.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        root.setRowCount(rows.size());
        return root;
    }
}
