package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What BI tools ask of DatabaseMetaData.
@Timeout(300)
class JdbcMetadataTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster();

    private static List<String> column(ResultSet rows, String... names) throws SQLException {
        List<String> values = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                List<String> parts = new ArrayList<>();
                for (String name : names) {
                    parts.add(rows.getString(name));
                }
                values.add(String.join(".", parts));
            }
        }
        return values;
    }

    @Test
    void catalogsSchemasTables() throws SQLException {
        try (Connection connection = cluster.connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertEquals(List.of("lab", "system"), column(metadata.getCatalogs(), "TABLE_CAT"));
            List<String> schemas = column(metadata.getSchemas(), "TABLE_CATALOG", "TABLE_SCHEM");
            assertTrue(schemas.containsAll(List.of("lab.other", "lab.shop", "system.runtime", "system.mesh")), schemas::toString);
            assertEquals(List.of("lab.shop"), column(metadata.getSchemas("lab", "sh%"), "TABLE_CATALOG", "TABLE_SCHEM"));
            assertEquals(List.of("SYSTEM TABLE", "TABLE"), column(metadata.getTableTypes(), "TABLE_TYPE"));
            assertEquals(List.of("lab.shop.numbers.TABLE", "lab.shop.types.TABLE"),
                    column(metadata.getTables("lab", "shop", "%", null), "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE"));
            assertEquals(List.of("numbers", "numbers"), column(metadata.getTables(null, null, "num_ers", new String[] {"TABLE"}), "TABLE_NAME"));
            List<String> system = column(metadata.getTables("system", null, null, new String[] {"SYSTEM TABLE"}), "TABLE_SCHEM", "TABLE_NAME");
            assertTrue(system.containsAll(List.of("runtime.nodes", "runtime.queries", "runtime.tasks")), system::toString);
            assertEquals(List.of(), column(metadata.getTables("nobody", null, null, null), "TABLE_NAME"));
        }
    }

    @Test
    void columns() throws SQLException {
        try (Connection connection = cluster.connect(); ResultSet rows = connection.getMetaData().getColumns("lab", "shop", "types", "%")) {
            Map<String, Integer> types = new TreeMap<>();
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                String name = rows.getString("COLUMN_NAME");
                names.add(name);
                types.put(name, rows.getInt("DATA_TYPE"));
                assertEquals("types", rows.getString("TABLE_NAME"));
                assertEquals("lab", rows.getString("TABLE_CAT"));
                assertEquals(names.size(), rows.getInt("ORDINAL_POSITION"));
                assertEquals(DatabaseMetaData.columnNullable, rows.getInt("NULLABLE"), name);
                assertEquals("YES", rows.getString("IS_NULLABLE"), name);
                assertEquals("NO", rows.getString("IS_AUTOINCREMENT"), name);
                if (name.equals("price")) {
                    assertEquals("decimal", rows.getString("TYPE_NAME").toLowerCase());
                    assertEquals(15, rows.getInt("COLUMN_SIZE"));
                    assertEquals(2, rows.getInt("DECIMAL_DIGITS"));
                    assertEquals(10, rows.getInt("NUM_PREC_RADIX"));
                }
            }
            assertEquals(ShopFiles.typeColumns(), names);
            assertEquals(Types.BOOLEAN, types.get("flag") == Types.BIT ? Types.BOOLEAN : types.get("flag"));
            assertEquals(Types.TINYINT, types.get("tiny"));
            assertEquals(Types.SMALLINT, types.get("small"));
            assertEquals(Types.INTEGER, types.get("whole"));
            assertEquals(Types.BIGINT, types.get("big"));
            assertEquals(Types.DECIMAL, types.get("huge"));
            assertEquals(Types.VARCHAR, types.get("name"));
            assertEquals(Types.VARBINARY, types.get("bytes"));
            assertEquals(Types.DATE, types.get("day"));
            assertEquals(Types.TIME, types.get("clock"));
            assertEquals(Types.TIMESTAMP, types.get("local"));
            assertEquals(Types.TIMESTAMP_WITH_TIMEZONE, types.get("instant"));
        }
    }

    @Test
    void remarksAndNullability() throws SQLException {
        try (Connection connection = cluster.connect()) {
            try (ResultSet rows = connection.getMetaData().getColumns("system", "runtime", "nodes", "kind")) {
                assertTrue(rows.next());
                assertEquals("coordinator, worker or embedded", rows.getString("REMARKS"));
                assertFalse(rows.next());
            }
            try (ResultSet rows = connection.getMetaData().getColumns("lab", "shop", "numbers", "id")) {
                assertTrue(rows.next());
                assertEquals(DatabaseMetaData.columnNoNulls, rows.getInt("NULLABLE"));
            }
        }
    }

    @Test
    void keysAreEmptyButAnswered() throws SQLException {
        try (Connection connection = cluster.connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertEquals(List.of(), column(metadata.getPrimaryKeys("lab", "shop", "types"), "COLUMN_NAME"));
            assertEquals(List.of(), column(metadata.getImportedKeys("lab", "shop", "types"), "PKCOLUMN_NAME"));
            assertEquals(List.of(), column(metadata.getExportedKeys("lab", "shop", "types"), "PKCOLUMN_NAME"));
            assertEquals(List.of(), column(metadata.getCrossReference("lab", "shop", "types", "lab", "shop", "numbers"), "PKCOLUMN_NAME"));
            try (ResultSet types = metadata.getTypeInfo()) {
                assertFalse(types.next(), "the driver never asks for types");
            }
        }
    }

    @Test
    void whatTheServerCanDo() throws SQLException {
        try (Connection connection = cluster.connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertEquals("Weir", metadata.getDatabaseProductName());
            assertEquals("0.1.0", metadata.getDatabaseProductVersion());
            assertEquals("\"", metadata.getIdentifierQuoteString());
            assertEquals("domain", metadata.getCatalogTerm());
            assertEquals("product", metadata.getSchemaTerm());
            assertTrue(metadata.isReadOnly());
            assertTrue(metadata.isCatalogAtStart());
            assertTrue(metadata.supportsOuterJoins());
            assertTrue(metadata.supportsFullOuterJoins());
            assertTrue(metadata.supportsGroupBy());
            assertTrue(metadata.supportsGroupByUnrelated());
            assertTrue(metadata.supportsUnion());
            assertTrue(metadata.supportsUnionAll());
            assertTrue(metadata.supportsCorrelatedSubqueries());
            assertTrue(metadata.supportsSubqueriesInComparisons());
            assertTrue(metadata.supportsSubqueriesInExists());
            assertTrue(metadata.supportsSubqueriesInIns());
            assertTrue(metadata.supportsColumnAliasing());
            assertTrue(metadata.supportsTableCorrelationNames());
            assertTrue(metadata.supportsExpressionsInOrderBy());
            assertTrue(metadata.supportsLikeEscapeClause());
            assertTrue(metadata.supportsMinimumSQLGrammar());
            assertTrue(metadata.nullsAreSortedAtEnd());
            assertTrue(metadata.supportsConvert(Types.BIGINT, Types.VARCHAR));
            assertTrue(metadata.supportsANSI92EntryLevelSQL());
            assertTrue(metadata.supportsCatalogsInDataManipulation() || metadata.supportsSchemasInDataManipulation());
            assertTrue(metadata.getNumericFunctions().contains("abs"), metadata.getNumericFunctions());
            assertTrue(metadata.getStringFunctions().contains("upper"), metadata.getStringFunctions());
            assertFalse(metadata.supportsTransactions());
            assertFalse(metadata.supportsStoredProcedures());
            assertFalse(metadata.supportsBatchUpdates());
        }
    }

    @Test
    void everyCodeIsAnswered() throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                FlightClient transport = FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", cluster.port())).build();
                FlightSqlClient client = new FlightSqlClient(transport)) {
            Set<Integer> answered = new HashSet<>();
            FlightInfo info = client.getSqlInfo(new SqlInfo[0]);
            try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket())) {
                while (stream.next()) {
                    UInt4Vector codes = (UInt4Vector) stream.getRoot().getVector("info_name");
                    for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
                        answered.add(codes.get(row));
                    }
                }
            }
            List<SqlInfo> missing = new ArrayList<>();
            for (SqlInfo code : SqlInfo.values()) {
                // The library has no way to send these, and the driver none to ask for them.
                if (code != SqlInfo.UNRECOGNIZED && !code.name().startsWith("SQL_SUPPORTED_CONCURRENCIES") && !answered.contains(code.getNumber())) {
                    missing.add(code);
                }
            }
            assertEquals(List.of(), missing);
        }
    }

    @Test
    void typesAsOdbcAsksForThem() throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                FlightClient transport = FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", cluster.port())).build();
                FlightSqlClient client = new FlightSqlClient(transport)) {
            FlightInfo info = client.getXdbcTypeInfo();
            List<String> names = new ArrayList<>();
            try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket())) {
                while (stream.next()) {
                    VarCharVector types = (VarCharVector) stream.getRoot().getVector("type_name");
                    for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
                        names.add(types.getObject(row).toString());
                    }
                }
            }
            assertTrue(names.containsAll(List.of("bigint", "decimal", "varchar", "timestamp with time zone")), names::toString);
        }
    }
}
