package dev.weir.coordinator.frontdoor;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// Answers the catalog calls of Flight SQL from what the domains announced: catalogs are domains, schemas are products.
/// Each answer is one batch that the caller closes. Column names are the protocol's; the driver throws on others.
final class Metadata {
    static final List<String> TABLE_TYPES = List.of("SYSTEM TABLE", "TABLE");

    private final Catalog catalog;
    private final BufferAllocator allocator;

    Metadata(Catalog catalog, BufferAllocator allocator) {
        this.catalog = catalog;
        this.allocator = allocator;
    }

    VectorSchemaRoot catalogs() {
        Rows rows = new Rows(Schemas.GET_CATALOGS_SCHEMA);
        for (String domain : catalog.domains()) {
            rows.add(domain);
        }
        return rows.toRoot();
    }

    VectorSchemaRoot schemas(Optional<String> domain, Optional<String> pattern) {
        Rows rows = new Rows(Schemas.GET_SCHEMAS_SCHEMA);
        for (String name : matching(domain)) {
            for (String product : catalog.products(name)) {
                if (like(pattern, product)) {
                    rows.add(name, product);
                }
            }
        }
        return rows.toRoot();
    }

    VectorSchemaRoot tables(
            Optional<String> domain, Optional<String> schemaPattern, Optional<String> tablePattern, List<String> types, boolean withSchema) {
        Rows rows = new Rows(withSchema ? Schemas.GET_TABLES_SCHEMA : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA);
        for (String name : matching(domain)) {
            String type = name.equals("system") ? "SYSTEM TABLE" : "TABLE";
            if (!types.isEmpty() && !types.contains(type)) {
                continue;
            }
            for (String product : catalog.products(name)) {
                if (!like(schemaPattern, product)) {
                    continue;
                }
                for (String table : catalog.tables(name, product)) {
                    if (like(tablePattern, table)) {
                        TableName full = new TableName(name, product, table);
                        String kind = product.equals("information_schema") ? "SYSTEM TABLE" : type;
                        if (withSchema) {
                            rows.add(name, product, table, kind, catalog.table(full).map(this::serialized).orElseGet(() -> serialize(new Schema(List.of()))));
                        } else {
                            rows.add(name, product, table, kind);
                        }
                    }
                }
            }
        }
        return rows.toRoot();
    }

    VectorSchemaRoot tableTypes() {
        Rows rows = new Rows(Schemas.GET_TABLE_TYPES_SCHEMA);
        for (String type : TABLE_TYPES) {
            rows.add(type);
        }
        return rows.toRoot();
    }

    /// Keys and references: domains declare none, and the answer must have the right columns all the same.
    VectorSchemaRoot empty(Schema schema) {
        return new Rows(schema).toRoot();
    }

    /// The client fields of a table, with remarks and where they come from.
    static Schema clientSchema(TableDescription table) {
        List<String> names = new ArrayList<>();
        List<SqlType> types = new ArrayList<>();
        for (TableDescription.ColumnDescription column : table.columns()) {
            names.add(column.name());
            types.add(column.type());
        }
        Schema plain = ClientTypes.schema(names, types);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Field field = plain.getFields().get(i);
            TableDescription.ColumnDescription column = table.columns().get(i);
            Map<String, String> metadata = new HashMap<>(field.getMetadata());
            metadata.putAll(new FlightSqlColumnMetadata.Builder()
                    .catalogName(table.name().domain()).schemaName(table.name().product()).tableName(table.name().table())
                    .remarks(column.remarks()).isAutoIncrement(false).isReadOnly(true).isSearchable(true)
                    .build().getMetadataMap());
            fields.add(new Field(field.getName(), new FieldType(column.nullable(), field.getType(), field.getDictionary(), metadata), field.getChildren()));
        }
        return new Schema(fields);
    }

    private byte[] serialized(TableDescription table) {
        return serialize(clientSchema(table));
    }

    private static byte[] serialize(Schema schema) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// A catalog is matched exactly; none or an empty one means all.
    private List<String> matching(Optional<String> domain) {
        if (domain.isEmpty() || domain.get().isEmpty()) {
            return catalog.domains();
        }
        return catalog.domains().contains(domain.get()) ? List.of(domain.get()) : List.of();
    }

    /// SQL patterns: `%`, `_`, and a backslash before either means itself.
    static boolean like(Optional<String> pattern, String text) {
        if (pattern.isEmpty() || pattern.get().isEmpty()) {
            return true;
        }
        StringBuilder regex = new StringBuilder();
        String like = pattern.get();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                regex.append(Pattern.quote(String.valueOf(like.charAt(++i))));
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    /// Rows of texts and bytes on their way into one batch.
    private final class Rows {
        private final Schema schema;
        private final List<Object[]> rows = new ArrayList<>();

        Rows(Schema schema) {
            this.schema = schema;
        }

        void add(Object... values) {
            rows.add(values);
        }

        VectorSchemaRoot toRoot() {
            VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
            root.allocateNew();
            for (int column = 0; column < schema.getFields().size(); column++) {
                for (int row = 0; row < rows.size(); row++) {
                    switch (root.getVector(column)) {
                        case VarCharVector texts -> texts.setSafe(row, rows.get(row)[column].toString().getBytes(StandardCharsets.UTF_8));
                        case VarBinaryVector bytes -> bytes.setSafe(row, (byte[]) rows.get(row)[column]);
                        default -> throw new IllegalStateException("column " + column + " of " + schema);
                    }
                }
            }
            root.setRowCount(rows.size());
            return root;
        }
    }
}
