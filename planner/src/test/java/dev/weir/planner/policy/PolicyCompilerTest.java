package dev.weir.planner.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ConstantEvaluator;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Policy text against the schema of one table `p.t`; beside it are `p.other` and `q.t`, which no policy of these names.
class PolicyCompilerTest {
    private static final TableName T = new TableName("d", "p", "t");
    private static final TableName OTHER = new TableName("d", "p", "other");
    private static final List<ScanColumn> COLUMNS = List.of(
            new ScanColumn("id", SqlType.BIGINT), new ScanColumn("name", SqlType.VARCHAR), new ScanColumn("day", SqlType.DATE),
            new ScanColumn("price", new SqlType.Decimal(10, 2)), new ScanColumn("small", SqlType.TINYINT), new ScanColumn("ratio", SqlType.DOUBLE),
            new ScanColumn("at", SqlType.TIMESTAMP), new ScanColumn("instant", SqlType.TIMESTAMP_TZ), new ScanColumn("flag", SqlType.BOOLEAN),
            new ScanColumn("bytes", SqlType.VARBINARY), new ScanColumn("code", new SqlType.Char(5)), new ScanColumn("approx", SqlType.REAL));
    private static final String PRINCIPALS = """
            principals:
              ann: {roles: [analyst], attributes: {segment: A}}
              dan: {roles: [analyst, dpo]}
              rex: {roles: [regional], attributes: {segment: B}}
            """;

    private static DomainPolicy compile(String yaml) {
        return PolicyCompiler.compile(yaml, "d", name -> name.equals(T) ? Optional.of(COLUMNS) : Optional.empty());
    }

    private static DomainPolicy rows(String policies) {
        DomainPolicy policy = compile(PRINCIPALS + "rowPolicies:\n" + policies.indent(2));
        assertEquals("", policy.problem());
        return policy;
    }

    private static ScanAccess.Governed access(DomainPolicy policy, String user) {
        return assertInstanceOf(ScanAccess.Governed.class, policy.access(user, T));
    }

    private static ErrorCode refusal(DomainPolicy policy, String user, TableName table) {
        return assertThrows(QueryException.class, () -> policy.access(user, table)).code();
    }

    /// Evaluates over a row, given by column name.
    private static Object evaluate(ScanAccess.Governed access, Expression expression, Map<String, Object> row) {
        Expression constant = expression.transformUp(node -> {
            if (!(node instanceof Expression.Column column)) {
                return node;
            }
            ScanColumn read = access.columns().get(column.index());
            assertEquals(read.type(), column.type());
            return new Literal(row.get(read.name()), read.type());
        });
        return ConstantEvaluator.evaluate(constant, ZoneOffset.UTC, 0).value();
    }

    private static List<Long> visible(DomainPolicy policy, String user) {
        ScanAccess.Governed access = access(policy, user);
        List<Long> ids = new ArrayList<>();
        for (long id = 0; id < 10; id++) {
            Map<String, Object> row = new java.util.HashMap<>(Map.of("id", id, "name", id % 2 == 0 ? "A" : "B"));
            if (id == 9) {
                row.put("name", null);
            }
            if (Boolean.TRUE.equals(evaluate(access, access.rowFilter(), row))) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Test
    void tablesThatNoPolicyNamesAreOpen() {
        DomainPolicy policy = rows("- {name: a, table: p.t, mode: permissive, to: [all], using: 'true'}");
        assertTrue(policy.governs(T));
        assertFalse(policy.governs(OTHER));
        assertInstanceOf(ScanAccess.Open.class, policy.access("ann", OTHER));
    }

    @Test
    void anyPermissiveAndAllRestrictive() {
        DomainPolicy policy = rows("""
                - {name: own, table: p.t, mode: permissive, to: [role:analyst], using: "name = principal('segment')"}
                - {name: low, table: p.t, mode: permissive, to: [role:analyst], using: id < 2}
                - {name: cap, table: p.t, mode: restrictive, to: [all], except: [role:dpo], using: id < 5}
                """);
        assertEquals(List.of(0L, 1L, 2L, 4L), visible(policy, "ann"));
        assertEquals(List.of("own", "low", "cap"), access(policy, "ann").policies());
        // No attribute: the comparison is NULL and hides. The exception lifts `cap` and nothing else.
        assertEquals(List.of(0L, 1L), visible(policy, "dan"));
        assertEquals(List.of("own", "low"), access(policy, "dan").policies());
    }

    @Test
    void whomNoPermissivePolicyNamesIsDenied() {
        DomainPolicy policy = rows("""
                - {name: own, table: p.t, mode: permissive, to: [role:analyst], using: 'true'}
                - {name: cap, table: p.t, mode: restrictive, to: [all], using: 'true'}
                """);
        for (String user : List.of("rex", "nobody", "", "role:analyst", "ANN")) {
            assertEquals(ErrorCode.ACCESS_DENIED, refusal(policy, user, T));
        }
        assertEquals(ErrorCode.ACCESS_DENIED, refusal(rows("- {name: cap, table: p.t, mode: restrictive, to: [all], using: 'true'}"), "ann", T));
    }

    @Test
    void usersAreNamedAndExceptedOneByOne() {
        DomainPolicy policy = rows("- {name: own, table: p.t, mode: permissive, to: ['user:zoe', 'role:analyst'], except: ['user:ann'], using: id = 3}");
        assertEquals(List.of(3L), visible(policy, "zoe"));
        assertEquals(List.of(3L), visible(policy, "dan"));
        assertEquals(ErrorCode.ACCESS_DENIED, refusal(policy, "ann", T));
    }

    @Test
    void currentUserIsWhoAsks() {
        DomainPolicy policy = rows("- {name: own, table: p.t, mode: permissive, to: [all], using: name = current_user}");
        assertEquals(List.of(0L, 2L, 4L, 6L, 8L), visible(policy, "A"));
        assertEquals(List.of(1L, 3L, 5L, 7L), visible(policy, "B"));
    }

    @Test
    void onlyColumnsThatAreReadAreNamed() {
        DomainPolicy policy = rows("- {name: p, table: p.t, mode: permissive, to: [all], using: 'price > 3 AND id < 4'}");
        assertEquals(List.of("price", "id"), access(policy, "x").columns().stream().map(ScanColumn::name).toList());
    }

    private static DomainPolicy masks(String policies) {
        return compile(PRINCIPALS + "maskPolicies:\n" + policies.indent(2));
    }

    private static String mask(String column, String mask) {
        return "- {name: m, column: p.t." + column + ", to: [all], mask: " + mask + "}";
    }

    private static Object masked(String column, String mask, Object value) {
        DomainPolicy policy = masks(mask(column, mask));
        assertEquals("", policy.problem());
        ScanAccess.Governed access = access(policy, "ann");
        assertEquals(column, access.masks().getFirst().name());
        for (ScanColumn one : COLUMNS) {
            if (one.name().equals(column)) {
                assertEquals(one.type(), access.masks().getFirst().value().type());
            }
        }
        Map<String, Object> row = new java.util.HashMap<>();
        row.put(column, value);
        return evaluate(access, access.masks().getFirst().value(), row);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NULL", textBlock = """
            {kind: replace-with-null}                                     | 25-989-741-2988 | NULL
            {kind: mask-to-fixed-value, value: hidden}                    | 25-989-741-2988 | hidden
            {kind: mask-to-fixed-value, value: hidden}                    | NULL            | hidden
            {kind: mask-alphanum}                                         | Abc-12 é٣?      | xxx-nn xn?
            {kind: mask-alphanum}                                         | NULL            | NULL
            {kind: show-first-4}                                          | 25-989-741-2988 | 25-9nn-nnn-nnnn
            {kind: show-first-4}                                          | abcd            | xxxx
            {kind: show-first-4}                                          | abcde           | abcdx
            {kind: show-last-4}                                           | 25-989-741-2988 | nn-nnn-nnn-2988
            {kind: show-last-4}                                           | ab1             | xxn
            {kind: show-last-4}                                           | NULL            | NULL
            {kind: sha-256-global}                                        | abc             | ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
            {kind: sha-256-global}                                        | NULL            | NULL
            {kind: regex, pattern: '([a-z]+)@[a-z.]+', replacement: '$1'} | bob@weir.dev    | bob
            """)
    void masksOfTexts(String mask, String value, String expected) {
        assertEquals(expected, masked("name", mask, value));
    }

    @Test
    void masksOfOtherTypes() {
        assertEquals(1200L, masked("id", "{kind: round, digits: -2}", 1234L));
        assertEquals(null, masked("id", "{kind: round, digits: -1}", Long.MAX_VALUE), "rounds out of range");
        assertEquals(null, masked("small", "{kind: round, digits: -1}", 127L));
        assertEquals(120L, masked("small", "{kind: round, digits: -1}", 123L));
        assertEquals(new BigDecimal("12.00"), masked("price", "{kind: round, digits: 0}", new BigDecimal("12.34")));
        assertEquals(null, masked("price", "{kind: round, digits: 0}", new BigDecimal("99999999.99")));
        assertEquals(1.5, masked("ratio", "{kind: round, digits: 1}", 1.5432));
        assertEquals(1.5, masked("approx", "{kind: round, digits: 1}", 1.5432));
        long day = LocalDate.parse("1998-12-15").toEpochDay();
        assertEquals(LocalDate.parse("1998-01-01").toEpochDay(), masked("day", "{kind: truncate-to-year}", day));
        assertEquals(LocalDate.parse("1998-12-01").toEpochDay(), masked("day", "{kind: truncate-to-month}", day));
        long micros = day * 86_400_000_000L + 123;
        assertEquals(LocalDate.parse("1998-01-01").toEpochDay() * 86_400_000_000L, masked("at", "{kind: truncate-to-year}", micros));
        assertEquals(LocalDate.parse("1998-12-01").toEpochDay() * 86_400_000_000L, masked("instant", "{kind: truncate-to-month}", micros));
        assertEquals(7L, masked("id", "{kind: mask-to-fixed-value, value: '7'}", 9L));
        assertEquals("xxxn", masked("code", "{kind: mask-alphanum}", "abc1"));
        for (ScanColumn column : COLUMNS) {
            assertEquals(null, masked(column.name(), "{kind: replace-with-null}", null), column.name());
        }
        assertEquals(32, ((Expression.Bytes) masked("bytes", "{kind: sha-256-global}", new Expression.Bytes(new byte[] {1}))).value().length);
    }

    @Test
    void theStrongestMaskWins() {
        DomainPolicy policy = masks("""
                - {name: weak, column: p.t.name, to: [all], mask: {kind: show-last-4}}
                - {name: fixed, column: p.t.name, to: [role:analyst], except: [role:dpo], mask: {kind: mask-to-fixed-value, value: x}}
                - {name: hash, column: p.t.name, to: [all], except: [user:ann], mask: {kind: sha-256-global}}
                """);
        assertEquals("mask-to-fixed-value", access(policy, "ann").masks().getFirst().kind());
        assertEquals("sha-256-global", access(policy, "dan").masks().getFirst().kind());
        assertEquals(List.of("hash"), access(policy, "dan").policies());
        assertEquals(null, access(policy, "dan").rowFilter());
    }

    @Test
    void differentMasksOfOneClassAreRefusedWhereAUserMeetsThem() {
        String first = "- {name: a, column: p.t.name, to: [%s], mask: {kind: show-last-4}}\n";
        String second = "- {name: b, column: p.t.name, to: [%s], mask: {kind: show-first-4}}\n";
        for (List<String> meeting : List.of(List.of("all", "all"), List.of("role:analyst", "role:dpo"), List.of("all", "user:unlisted"), List.of("user:u", "user:u"))) {
            DomainPolicy policy = masks(first.formatted(meeting.get(0)) + second.formatted(meeting.get(1)));
            assertTrue(policy.problem().contains("policies a and b mask column name"), () -> meeting + policy.problem());
            assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", T));
        }
        assertEquals("", masks(first.formatted("role:analyst") + second.formatted("role:regional")).problem());
        assertEquals("", masks(first.formatted("all") + first.formatted("role:dpo")).problem(), "equal masks do not contradict each other");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "- {name: r, table: p.t, mode: permissive, to: [all], using: nosuch = 1}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: id}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: 'id ='}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: 'id = ?'}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: 'id = (SELECT 1)'}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: 'count(*) > 1'}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: 'principal(name) = 1'}",
        "- {name: r, table: p.t, mode: permissive, to: [all], using: nosuch(id)}",
        "- {name: r, table: p.t, mode: permissive, to: [], using: 'true'}",
        "- {name: r, table: p.t, mode: permissive, to: [analyst], using: 'true'}",
        "- {name: r, table: p.t, mode: permissive, to: ['role:'], using: 'true'}",
        "- {name: r, table: P.T, mode: permissive, to: [all], using: 'true'}",
        "- {name: r, table: t, mode: permissive, to: [all], using: 'true'}",
        "- {name: r, table: d.p.t, mode: permissive, to: [all], using: 'true'}",
    })
    void aFaultClosesTheTableThatWasMeant(String fault) {
        DomainPolicy policy = compile(PRINCIPALS + "rowPolicies:\n  " + fault);
        assertTrue(policy.problem().startsWith("policies.yaml does not compile: "), policy::problem);
        assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", T));
        assertTrue(policy.governs(T));
        assertFalse(policy.governs(OTHER));
    }

    @Test
    void oneFaultClosesAllThatTheFileNames() {
        DomainPolicy policy = compile(PRINCIPALS + """
                rowPolicies: [{name: r, table: p.t, mode: permissive, to: [all], using: 'true'}]
                maskPolicies: [{name: m, column: p.other.x, to: [all], mask: {kind: show-last-4}}]
                """);
        assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", T));
        assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", OTHER));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{kind: nosuch}", "{kind: regex, pattern: '(', replacement: x}", "{kind: regex, pattern: a}", "{kind: regex, pattern: a, replacement: '$7'}",
        "{kind: round, digits: 1}", "{kind: truncate-to-year}", "{kind: mask-to-fixed-value}",
    })
    void masksThatCannotBeAreRefused(String mask) {
        DomainPolicy policy = masks(mask("name", mask));
        assertTrue(policy.problem().startsWith("policies.yaml does not compile: "), policy::problem);
        assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", T));
    }

    @Test
    void masksOfTypesThatTheyDoNotClaimAreRefused() {
        for (String mask : List.of("{kind: show-last-4}", "{kind: mask-alphanum}", "{kind: regex, pattern: a, replacement: b}", "{kind: sha-256-global}",
                "{kind: mask-to-fixed-value, value: abc}")) {
            assertFalse(masks(mask("id", mask)).problem().isEmpty(), mask);
        }
        assertFalse(masks(mask("code", "{kind: sha-256-global}")).problem().isEmpty());
        assertFalse(masks(mask("nosuch", "{kind: replace-with-null}")).problem().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "rowPolicies: [", "rowPolicy: []", "# nothing", "just text",
        "rowPolicies: [{name: r, table: p.t, mode: permissive, to: [all], usin: 'true'}]",
        "rowPolicies: [{name: r, table: p.t, mode: lenient, to: [all], using: 'true'}]",
        "rowPolicies: [{table: p.t, mode: permissive, to: [all], using: 'true'}]",
        "rowPolicies: []\nrowPolicies: []", "principals: {ann: {roles: [null]}}",
    })
    void whatCannotBeReadClosesTheDomain(String yaml) {
        DomainPolicy policy = compile(yaml);
        assertTrue(policy.problem().startsWith("policies.yaml cannot be read: "), policy::problem);
        for (TableName table : List.of(T, OTHER)) {
            assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", table));
        }
    }

    @Test
    void whateverElseGoesWrongClosesTheDomain() {
        DomainPolicy policy = PolicyCompiler.compile(
                "maskPolicies: [{name: m, column: p.t.x, to: [all], mask: {kind: show-last-4}}]", "d", _ -> {
                    throw new IllegalStateException("the catalog is broken");
                });
        assertEquals(ErrorCode.POLICY_UNAVAILABLE, refusal(policy, "ann", OTHER));
    }
}
