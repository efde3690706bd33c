package dev.weir.bench.oracle;

import dev.weir.bench.oracle.QueryScope.Column;
import java.util.ArrayList;
import java.util.List;

/// Writes random queries in Weir's SQL over the tables of a seed. Each has one right answer: a LIMIT comes with an order of
/// all columns, and values that engines round differently (averages, quotients) are shown and nothing is made of them.
final class RandomQueries implements RandomExpressions.Subqueries {
    private static final int DEPTH = 2;

    private final Choice choice;
    private final List<RandomTable> tables;
    private final RandomExpressions expressions;
    private final RandomWindows windows;
    private final RandomAlternatives alternatives;
    private final List<Relation> common = new ArrayList<>();
    private boolean bigUsed;
    private int aliases;

    /// Something to select from.
    private record Relation(String sql, List<Column> columns) {}

    /// Text and the kinds of its columns.
    private record Produced(String sql, List<Kind> kinds) {}

    RandomQueries(long seed, List<RandomTable> tables) {
        this.choice = new Choice(seed);
        this.tables = tables;
        this.expressions = new RandomExpressions(choice, this);
        this.windows = new RandomWindows(choice, expressions);
        this.alternatives = new RandomAlternatives(choice, expressions);
    }

    String query() {
        common.clear();
        bigUsed = false;
        aliases = 0;
        StringBuilder sql = new StringBuilder();
        if (choice.oneIn(6)) {
            Produced definition = body(1, null, false);
            sql.append("with w as ").append(choice.of("", "", "not materialized ")).append("(").append(definition.sql()).append(") ");
            common.add(new Relation("w", named("", definition.kinds())));
        }
        Produced body = body(choice.oneIn(4) ? DEPTH + 1 : DEPTH, null, true);
        return sql.append(body.sql()).append(tail(body.kinds().size(), choice.oneIn(3))).toString();
    }

    /// A predicate and the query of all rows that it splits: for the partitions of three-valued logic.
    Partition partition() {
        common.clear();
        bigUsed = false;
        aliases = 0;
        Relation from = from(1, null);
        QueryScope scope = new QueryScope(from.columns(), null);
        List<String> items = new ArrayList<>();
        for (Column column : from.columns()) {
            if (items.size() < 5) {
                items.add(column.text());
            }
        }
        return new Partition("select " + String.join(", ", items) + " from " + from.sql(), expressions.predicate(scope, DEPTH));
    }

    /// @param query without WHERE
    record Partition(String query, String predicate) {}

    private String tail(int columns, boolean limited) {
        if (!limited && choice.oneIn(2)) {
            return "";
        }
        List<Integer> positions = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            positions.add(i);
        }
        List<String> keys = new ArrayList<>();
        for (int position : choice.shuffled(positions)) {
            keys.add(position + choice.of("", "", " asc", " desc") + choice.of("", "", " nulls first", " nulls last"));
        }
        String order = " order by " + String.join(", ", limited ? keys : keys.subList(0, choice.between(1, keys.size())));
        if (!limited) {
            return order;
        }
        return order + " limit " + choice.of(0, 1, 3, 10, 10, 100, 100) + (choice.oneIn(3) ? " offset " + choice.of(0, 1, 1, 5, 1000) : "");
    }

    private Produced body(int depth, QueryScope outer, boolean top) {
        if (depth > 0 && choice.oneIn(7)) {
            List<Kind> kinds = kinds();
            String operation = choice.of("union all", "union", "intersect", "except", "intersect all", "except all");
            return new Produced(plain(depth - 1, kinds, outer, false).sql() + " " + operation + " " + plain(depth - 1, kinds, outer, false).sql(), kinds);
        }
        if (choice.oneIn(7)) {
            return windowed(depth, outer, top);
        }
        return choice.oneIn(2) ? plain(depth, null, outer, top) : grouped(depth, outer, top);
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        int count = choice.between(1, 4);
        for (int i = 0; i < count; i++) {
            kinds.add(choice.of(Kind.INTEGER, Kind.INTEGER, Kind.VARCHAR, Kind.BIGINT, Kind.DATE, Kind.BOOLEAN, Kind.DOUBLE, Kind.TIMESTAMP));
        }
        return kinds;
    }

    /// @param wanted the kinds of its columns; null for any
    private Produced plain(int depth, List<Kind> wanted, QueryScope outer, boolean top) {
        Relation from = from(depth, outer);
        QueryScope scope = new QueryScope(from.columns(), outer);
        List<Kind> kinds = new ArrayList<>();
        List<String> items = new ArrayList<>();
        if (wanted == null) {
            int count = choice.between(1, 5);
            for (int i = 0; i < count; i++) {
                Column column = choice.of(from.columns());
                boolean made = column.kind().isMade() && choice.oneIn(2);
                kinds.add(column.kind());
                items.add(made ? expressions.value(column.kind(), scope, depth) : column.text());
            }
        } else {
            kinds.addAll(wanted);
            wanted.forEach(kind -> items.add(expressions.value(kind, scope, depth)));
        }
        boolean distinct = choice.oneIn(6);
        if (top && !distinct && wanted == null && scope.has(Kind.DECIMAL) && choice.oneIn(4)) {
            kinds.add(Kind.DECIMAL);
            items.add("cast(" + scope.column(Kind.DECIMAL, choice).orElseThrow() + " as decimal(12, 2)) / " + choice.of("3", "0.7", "cast(-4 as decimal(9, 2))"));
        }
        String where = choice.oneIn(2) ? "" : " where " + unmatched(from) + expressions.predicate(scope, depth);
        return new Produced("select " + (distinct ? "distinct " : "") + aliased(items) + " from " + from.sql() + where, kinds);
    }

    /// Now and then the rows of an outer join that have no partner; ends with AND.
    private String unmatched(Relation from) {
        return from.sql().contains(" join ") && choice.oneIn(4) ? choice.of(from.columns()).text() + " is null and " : "";
    }

    /// Window functions over rows or over groups, some with QUALIFY.
    private Produced windowed(int depth, QueryScope outer, boolean top) {
        Relation from = from(Math.min(depth, 1), outer);
        StringBuilder sql = new StringBuilder(" from ").append(from.sql());
        if (choice.oneIn(2)) {
            sql.append(" where ").append(expressions.predicate(new QueryScope(from.columns(), outer), 0));
        }
        List<Column> columns = from.columns();
        if (choice.oneIn(4)) {
            columns = new ArrayList<>();
            List<Column> keys = new ArrayList<>();
            for (int i = choice.between(1, 2); i > 0; i--) {
                keys.add(choice.of(from.columns()));
            }
            columns.addAll(keys);
            columns.add(new Column("count(*)", Kind.BIGINT));
            Column largest = choice.of(from.columns());
            if (largest.kind() != Kind.BYTES && largest.kind() != Kind.UUID && largest.kind() != Kind.BOOLEAN) {
                columns.add(new Column("max(" + largest.text() + ")", largest.kind()));
            }
            sql.append(groupBy(keys));
        }
        if (columns.size() > 14) {
            return plain(depth, null, outer, top);
        }
        List<Kind> kinds = new ArrayList<>();
        List<String> items = new ArrayList<>();
        int shown = choice.between(1, 3);
        for (int i = 0; i < shown; i++) {
            Column column = choice.of(columns);
            kinds.add(column.kind());
            items.add(column.text());
        }
        windows.begin();
        int calls = choice.between(1, 4);
        for (int i = 0; i < calls; i++) {
            Column call = windows.call(columns, top);
            kinds.add(call.kind());
            items.add(call.text());
        }
        if (choice.oneIn(4)) {
            sql.append(" qualify ").append(windows.first(columns));
        }
        return new Produced("select " + aliased(items) + sql, kinds);
    }

    private Produced grouped(int depth, QueryScope outer, boolean top) {
        Relation from = from(depth, outer);
        QueryScope inner = new QueryScope(from.columns(), null);
        QueryScope scope = new QueryScope(from.columns(), outer);
        List<Column> groups = new ArrayList<>();
        int keys = choice.of(0, 1, 1, 1, 2, 2, 3);
        for (int i = 0; i < keys; i++) {
            Column column = choice.of(from.columns());
            String made = column.kind().isMade() && column.kind() != Kind.BOOLEAN && choice.oneIn(4) ? expressions.value(column.kind(), inner, 1) : column.text();
            groups.add(made.contains(".") && !made.matches("[-(]*[0-9].*") ? new Column(made, column.kind()) : column);
        }
        List<Column> results = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (Column group : groups) {
            if (!choice.oneIn(6)) {
                shown.add(group.text());
                kinds.add(group.kind());
            }
        }
        int calls = choice.between(1, 4);
        for (int i = 0; i < calls; i++) {
            Column call = call(inner, top);
            shown.add(call.text());
            kinds.add(call.kind());
            if (!call.text().startsWith("avg")) {
                results.add(call);
            }
        }
        results.addAll(groups);
        QueryScope after = new QueryScope(results, null);
        if (!results.isEmpty() && choice.oneIn(4)) {
            Column some = choice.of(results);
            if (some.kind().isMade()) {
                shown.add(expressions.value(some.kind(), after, 1));
                kinds.add(some.kind());
            }
        }
        StringBuilder sql = new StringBuilder("select ").append(aliased(shown)).append(" from ").append(from.sql());
        if (choice.oneIn(2)) {
            sql.append(" where ").append(expressions.predicate(scope, depth));
        }
        sql.append(groupBy(groups));
        if (!results.isEmpty() && choice.oneIn(6)) {
            sql.append(" having ").append(expressions.predicate(after, 1));
        }
        return new Produced(sql.toString(), kinds);
    }

    private String groupBy(List<Column> groups) {
        if (groups.isEmpty()) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        groups.forEach(group -> texts.add(group.text()));
        String list = String.join(", ", texts);
        boolean plain = texts.stream().distinct().count() == texts.size() && groups.stream().noneMatch(group -> group.text().contains("("));
        if (plain && choice.oneIn(8)) {
            return " group by " + choice.of("rollup (" + list + ")", "cube (" + list + ")", "grouping sets ((" + list + "), (), (" + texts.getFirst() + "))");
        }
        return " group by " + list;
    }

    private Column call(QueryScope scope, boolean top) {
        String filter = choice.oneIn(6) ? " filter (where " + expressions.predicate(scope, 0) + ")" : "";
        String distinct = choice.oneIn(5) ? "distinct " : "";
        Column column = choice.of(scope.columns());
        Kind kind = column.kind();
        String argument = kind.isMade() && choice.oneIn(3) ? expressions.value(kind, scope, 1) : column.text();
        int which = choice.below(10);
        if (which < 2) {
            return new Column("count(*)" + filter, Kind.BIGINT);
        }
        if (which < 4) {
            return new Column("count(" + distinct + argument + ")" + filter, Kind.BIGINT);
        }
        if (kind.isNumber() && which < 7) {
            Kind sum = kind.isWhole() ? Kind.BIGINT : kind;
            return new Column("sum(" + distinct + argument + ")" + filter, sum);
        }
        if (kind.isNumber() && top && which == 7) {
            return new Column("avg(" + distinct + argument + ")" + filter, Kind.DOUBLE);
        }
        if (kind == Kind.BOOLEAN) {
            return new Column(choice.of("bool_and", "bool_or") + "(" + argument + ")" + filter, Kind.BOOLEAN);
        }
        if (kind == Kind.BYTES || kind == Kind.UUID) {
            return new Column("count(" + distinct + argument + ")" + filter, Kind.BIGINT);
        }
        return new Column(choice.of("min", "max") + "(" + argument + ")" + filter, kind);
    }

    private static String aliased(List<String> items) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            texts.add(items.get(i) + " as c" + i);
        }
        return String.join(", ", texts);
    }

    private static List<Column> named(String alias, List<Kind> kinds) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            columns.add(new Column(alias + "c" + i, kinds.get(i)));
        }
        return columns;
    }

    private Relation from(int depth, QueryScope outer) {
        Relation left = relation(depth, outer);
        int joins = depth <= 0 ? 0 : choice.of(0, 0, 1, 1, 1, 2);
        for (int i = 0; i < joins; i++) {
            left = join(left, relation(depth - 1, outer), outer);
        }
        return left;
    }

    private Relation relation(int depth, QueryScope outer) {
        String alias = "r" + aliases++;
        if (!common.isEmpty() && choice.oneIn(2)) {
            Relation with = choice.of(common);
            List<Column> columns = new ArrayList<>();
            with.columns().forEach(column -> columns.add(new Column(alias + "." + column.text(), column.kind())));
            return new Relation(with.sql() + " " + alias, columns);
        }
        if (depth > 0 && choice.oneIn(6)) {
            Produced inner = body(depth - 1, null, false);
            String tail = choice.oneIn(4) ? tail(inner.kinds().size(), true) : "";
            return new Relation("(" + inner.sql() + tail + ") " + alias, named(alias + ".", inner.kinds()));
        }
        if (choice.oneIn(25)) {
            List<Kind> kinds = List.of(Kind.INTEGER, Kind.VARCHAR);
            return new Relation("(values (1, 'a'), (2, null), (null, 'apple')) " + alias + "(c0, c1)", named(alias + ".", kinds));
        }
        RandomTable table = choice.of(tables);
        if (table.name().equals("big")) {
            if (bigUsed) {
                table = tables.getFirst();
            }
            bigUsed = true;
        }
        List<Column> columns = new ArrayList<>();
        for (RandomTable.Column column : table.columns()) {
            columns.add(new Column(alias + "." + column.name(), column.kind()));
        }
        return new Relation(table.name() + " " + alias, columns);
    }

    private Relation join(Relation left, Relation right, QueryScope outer) {
        List<Column> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        if (choice.oneIn(15)) {
            return new Relation(left.sql() + " cross join " + right.sql(), columns);
        }
        if (choice.oneIn(15)) {
            return lateral(left);
        }
        if (choice.oneIn(4)) {
            return alternatives(left, right, columns);
        }
        String kind = choice.of("join", "join", "left join", "left join", "right join", "full join");
        QueryScope scope = new QueryScope(columns, null);
        String condition = equality(left, right);
        if (choice.oneIn(7)) {
            condition += " and " + equality(left, right);
        }
        if (choice.oneIn(3)) {
            condition += " and " + expressions.predicate(scope, !kind.startsWith("full") && choice.oneIn(6) ? 1 : 0);
        } else if (choice.oneIn(12) && !kind.startsWith("full")) {
            condition = expressions.predicate(scope, 0);
        }
        return new Relation(left.sql() + " " + kind + " " + right.sql() + " on " + condition, columns);
    }

    /// A full join has its equality outside of the alternatives, since the oracle knows no other.
    private Relation alternatives(Relation left, Relation right, List<Column> columns) {
        String kind = choice.of("join", "join", "left join", "right join", "full join");
        String equality = equality(left, right);
        String condition = alternatives.condition(left.columns(), right.columns(), equality);
        return new Relation(left.sql() + " " + kind + " " + right.sql() + " on " + (kind.startsWith("full") ? equality + " and " : "") + condition, columns);
    }

    /// A subquery in FROM that reads the columns before it.
    private Relation lateral(Relation left) {
        String alias = "r" + aliases++;
        List<Column> columns = new ArrayList<>(left.columns());
        Kind kind = choice.of(Kind.INTEGER, Kind.VARCHAR, Kind.BIGINT);
        columns.add(new Column(alias + ".x", kind));
        String query = column(kind, new QueryScope(left.columns(), null), choice.oneIn(2), 0);
        return new Relation(left.sql() + " cross join lateral (" + query + ") " + alias + "(x)", columns);
    }

    private String equality(Relation left, Relation right) {
        Column a = choice.of(left.columns());
        for (Column candidate : choice.shuffled(left.columns())) {
            List<Column> fitting = new ArrayList<>();
            for (Column b : right.columns()) {
                if (b.kind() == candidate.kind() && b.kind() != Kind.BOOLEAN) {
                    fitting.add(b);
                }
            }
            if (!fitting.isEmpty()) {
                return candidate.text() + choice.of(" = ", " = ", " = ", " = ", " is not distinct from ") + choice.of(fitting).text();
            }
        }
        return a.text() + " is not null";
    }

    @Override
    public String column(Kind kind, QueryScope around, boolean single, int depth) {
        QueryScope outer = withoutCalls(around);
        Relation from = from(Math.min(depth, 1) - 1, null);
        QueryScope inner = new QueryScope(from.columns(), null);
        QueryScope scope = new QueryScope(from.columns(), outer);
        if (!single) {
            String where = choice.oneIn(4) ? "" : " where " + correlation(from, outer) + (choice.oneIn(2) ? "" : " and " + expressions.predicate(scope, Math.min(depth, 1)));
            return "select " + (choice.oneIn(8) ? "distinct " : "") + expressions.value(kind, choice.oneIn(4) ? scope : inner, 0) + " from " + from.sql() + where;
        }
        String where = " where " + correlation(from, outer) + (choice.oneIn(2) ? "" : " and " + expressions.predicate(scope, Math.min(depth, 1)));
        String value = expressions.value(kind, inner, 0);
        if (!value.contains(".")) {
            value = "coalesce(" + value + ", " + expressions.literal(kind) + ")";
        }
        if (choice.oneIn(6) && from.sql().matches("\\w+ r[0-9]+") && outer != null && outer.has(Kind.INTEGER) && !common.stream().anyMatch(with -> from.sql().startsWith(with.sql() + " "))) {
            return "select " + value + " from " + from.sql() + " where " + from.columns().getFirst().text() + " = " + outer.column(Kind.INTEGER, choice).orElseThrow();
        }
        String call = switch (kind) {
            case BIGINT -> choice.oneIn(2) ? "count(*)" : "max(" + value + ")";
            case BOOLEAN -> "bool_or(" + value + ")";
            case BYTES, UUID -> "cast(null as " + kind.sql() + ")";
            default -> choice.of("min", "max") + "(" + value + ")";
        };
        if (kind == Kind.BYTES || kind == Kind.UUID) {
            return "select " + call;
        }
        return "select " + call + " from " + from.sql() + where;
    }

    private String correlation(Relation from, QueryScope outer) {
        if (outer == null || outer.columns().isEmpty() || choice.oneIn(4)) {
            return expressions.predicate(new QueryScope(from.columns(), null), 0);
        }
        Relation around = new Relation("", outer.columns());
        if (choice.oneIn(5)) {
            return alternatives.condition(from.columns(), outer.columns(), equality(from, around));
        }
        return choice.oneIn(5) ? expressions.predicate(new QueryScope(from.columns(), outer), 0) : equality(from, around);
    }

    /// An aggregate of a query around it means something else inside a subquery.
    private static QueryScope withoutCalls(QueryScope scope) {
        if (scope == null) {
            return null;
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : scope.columns()) {
            if (!column.text().contains("(")) {
                columns.add(column);
            }
        }
        return new QueryScope(columns, withoutCalls(scope.outer()));
    }
}
