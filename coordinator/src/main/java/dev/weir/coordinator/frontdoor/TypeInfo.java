package dev.weir.coordinator.frontdoor;

import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// The types as ODBC and ADBC ask for them (GetXdbcTypeInfo; the JDBC driver never does).
final class TypeInfo {
    private record Type(String name, int code, int size, String prefix, boolean numeric) {}

    private static final List<Type> TYPES = List.of(
            new Type("tinyint", Types.TINYINT, 3, null, true),
            new Type("bigint", Types.BIGINT, 19, null, true),
            new Type("varbinary", Types.VARBINARY, Integer.MAX_VALUE, "X'", false),
            new Type("char", Types.CHAR, Integer.MAX_VALUE, "'", false),
            new Type("decimal", Types.DECIMAL, 38, null, true),
            new Type("integer", Types.INTEGER, 10, null, true),
            new Type("smallint", Types.SMALLINT, 5, null, true),
            new Type("real", Types.REAL, 7, null, true),
            new Type("double", Types.DOUBLE, 15, null, true),
            new Type("varchar", Types.VARCHAR, Integer.MAX_VALUE, "'", false),
            new Type("boolean", Types.BOOLEAN, 1, null, false),
            new Type("date", Types.DATE, 10, "DATE '", false),
            new Type("time", Types.TIME, 15, "TIME '", false),
            new Type("timestamp", Types.TIMESTAMP, 26, "TIMESTAMP '", false),
            new Type("timestamp with time zone", Types.TIMESTAMP_WITH_TIMEZONE, 32, "TIMESTAMP '", false));

    private TypeInfo() {}

    static VectorSchemaRoot rows(Optional<Integer> code, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(Schemas.GET_TYPE_INFO_SCHEMA, allocator);
        root.allocateNew();
        int row = 0;
        for (Type type : TYPES) {
            if (code.isEmpty() || code.get() == type.code()) {
                fill(root, row++, type);
            }
        }
        root.setRowCount(row);
        return root;
    }

    private static void fill(VectorSchemaRoot root, int row, Type type) {
        set(root, "type_name", row, type.name());
        set(root, "data_type", row, type.code());
        set(root, "column_size", row, type.size());
        set(root, "nullable", row, 1);
        set(root, "case_sensitive", row, !type.numeric());
        set(root, "searchable", row, 3);
        set(root, "unsigned_attribute", row, false);
        set(root, "fixed_prec_scale", row, false);
        set(root, "sql_data_type", row, type.code());
        if (type.prefix() != null) {
            set(root, "literal_prefix", row, type.prefix());
            set(root, "literal_suffix", row, "'");
        }
        if (type.numeric()) {
            set(root, "num_prec_radix", row, 10);
        }
    }

    private static void set(VectorSchemaRoot root, String name, int row, Object value) {
        FieldVector vector = root.getVector(name);
        switch (vector) {
            case VarCharVector texts -> texts.setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
            case IntVector ints -> ints.setSafe(row, (Integer) value);
            case BitVector bits -> bits.setSafe(row, (Boolean) value ? 1 : 0);
            default -> throw new IllegalStateException("field " + name + " of type info is " + vector.getField());
        }
    }
}
