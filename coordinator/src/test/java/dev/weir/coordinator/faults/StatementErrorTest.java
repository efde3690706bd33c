package dev.weir.coordinator.faults;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every mistake that a statement can hold is answered with its code and its place.
@Timeout(300)
class StatementErrorTest {
    private static Path folder;
    private static FaultyMesh mesh;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        FaultyMesh.write(folder, "shop/orders.parquet",
                "SELECT i AS id, i % 7 AS customer, 'n' || i AS name, CAST(i AS DECIMAL(38, 0)) * 100000000000000000 AS huge, CAST(i AS INTEGER) AS small,"
                        + " DATE '2026-01-01' + CAST(i % 100 AS INTEGER) AS day, i % 10 AS zero FROM range(20000) t(i)");
        FaultyMesh.write(folder, "shop/customers.parquet", "SELECT i AS id, 'c' || i AS name FROM range(7) t(i)");
        mesh = new FaultyMesh(folder, 2, 1L << 30);
    }

    @AfterAll
    static void close() throws Exception {
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    @AfterEach
    void verify() {
        mesh.verify();
    }

    @Test
    void syntax() throws Exception {
        mesh.fails("SELEC 1", "SYNTAX_ERROR", "at 1:1");
        mesh.fails("SELECT id,\n FROM orders", "SYNTAX_ERROR", "at 2:");
        mesh.fails("SELECT (1", "SYNTAX_ERROR", "at 1:");
        mesh.fails("SELECT 'open", "SYNTAX_ERROR", "at 1:");
        mesh.fails("SELECT \"open", "SYNTAX_ERROR", "at 1:");
        mesh.fails("SELECT 1 /* open", "SYNTAX_ERROR", "at 1:");
        mesh.fails("", "SYNTAX_ERROR");
        mesh.fails("-- nothing", "SYNTAX_ERROR");
        mesh.fails(";", "SYNTAX_ERROR");
        mesh.fails("SELECT 1; SELECT 2", "SYNTAX_ERROR", "at 1:");
        mesh.fails("SELECT \u0000", "SYNTAX_ERROR", "at 1:");
        mesh.fails("SELECT \ud83d\ude00", "SYNTAX_ERROR", "at 1:");
        mesh.fails("SELECT 99999999999999999999999999999999999999999", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT 1e999", "NUMERIC_OVERFLOW");
    }

    @Test
    void names() throws Exception {
        mesh.fails("SELECT * FROM ordes", "TABLE_NOT_FOUND", "at 1:15", "orders");
        mesh.fails("SELECT * FROM shop.custmers", "TABLE_NOT_FOUND", "at 1:15", "customers");
        mesh.fails("SELECT * FROM nowhere.shop.orders", "TABLE_NOT_FOUND", "at 1:15", "nowhere");
        mesh.fails("SELECT nmae FROM orders", "COLUMN_NOT_FOUND", "at 1:8", "name");
        mesh.fails("SELECT o.idd FROM orders o", "COLUMN_NOT_FOUND", "at 1:8", "id");
        mesh.fails("SELECT x.id FROM orders o", "COLUMN_NOT_FOUND", "at 1:8");
        mesh.fails("SELECT id FROM orders o JOIN customers c ON o.customer = c.id", "AMBIGUOUS_COLUMN", "at 1:8", "o.id", "c.id");
        mesh.fails("SELECT uper(name) FROM orders", "FUNCTION_NOT_FOUND", "at 1:8", "upper");
        mesh.fails("SELECT name FROM orders ORDER BY 3", "INVALID_ARGUMENT", "at 1:");
        mesh.fails("SELECT name, count(*) FROM orders", "", "at 1:8", "name");
        mesh.fails("SELECT id FROM orders WHERE sum(id) > 1", "", "at 1:");
        mesh.fails("USE nowhere.shop", "TABLE_NOT_FOUND", "nowhere");
        mesh.fails("SET SESSION nonsense = '1'", "INVALID_ARGUMENT", "nonsense");
    }

    @Test
    void types() throws Exception {
        mesh.fails("SELECT id + name FROM orders", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT id FROM orders WHERE name", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT id FROM orders WHERE name = 1", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT id FROM orders UNION SELECT name FROM customers", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT id FROM orders UNION SELECT id, name FROM customers", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT CASE WHEN id = 1 THEN id ELSE name END FROM orders", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT sum(name) FROM orders", "", "at 1:");
        mesh.fails("SELECT upper(id, id) FROM orders", "", "at 1:", "upper");
        mesh.fails("SELECT * FROM orders WHERE id IN (SELECT id, name FROM customers)", "", "at 1:");
        mesh.fails("SELECT CAST(day AS bigint) FROM orders", "TYPE_MISMATCH", "at 1:");
        mesh.fails("SELECT CAST(id AS nonsense) FROM orders", "", "at 1:", "nonsense");
        mesh.fails("SELECT DATE '2026-02-30'", "", "at 1:", "2026-02-30");
        mesh.fails("SELECT id FROM orders LIMIT -1", "", "at 1:");
    }

    @Test
    void values() throws Exception {
        mesh.fails("SELECT id / (zero - 5) FROM orders", "DIVISION_BY_ZERO");
        mesh.fails("SELECT id % (zero - 5) FROM orders", "DIVISION_BY_ZERO");
        mesh.fails("SELECT huge / (zero - 5) FROM orders", "DIVISION_BY_ZERO");
        mesh.fails("SELECT 1 / 0", "DIVISION_BY_ZERO");
        mesh.fails("SELECT sum(id / zero) FROM orders GROUP BY customer", "DIVISION_BY_ZERO");
        mesh.fails("SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id / o.zero", "DIVISION_BY_ZERO");
        mesh.fails("SELECT id * 9223372036854775807 FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT id + 9223372036854775807 FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT -(-9223372036854775807 - 1 - id) FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT small * small * small FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT CAST(id AS tinyint) FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT huge * huge * huge FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT sum(huge * 10000000000000) FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT CAST(id AS decimal(3, 2)) FROM orders", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT CAST(1e300 AS bigint)", "NUMERIC_OVERFLOW");
        mesh.fails("SELECT CAST(name AS bigint) FROM orders", "INVALID_CAST", "n");
        mesh.fails("SELECT CAST(name AS date) FROM orders", "INVALID_CAST");
        mesh.fails("SELECT day + INTERVAL '9999999' YEAR FROM orders", "");
        mesh.fails("SELECT (SELECT name FROM customers) FROM orders", "SUBQUERY_RETURNED_MANY_ROWS");
    }

    @Test
    void preparedTogetherWithAnotherThatWorks() throws Exception {
        for (int i = 0; i < 5; i++) {
            mesh.fails("SELECT id / (zero - 5) FROM orders ORDER BY id", "DIVISION_BY_ZERO");
            mesh.answers("SELECT count(*) FROM orders");
        }
    }
}
