package dev.weir.planner.testing;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Runs logical plans row by row, dependent joins as nested loops, straight from the definition of each node: the
/// reference that optimized plans must equal.
public final class LogicalInterpreter {
    private final Map<String, List<List<Object>>> tables;
    private final Map<Integer, List<Map<Integer, Object>>> shared = new HashMap<>();

    private final boolean eager;

    /// @param eager whether the right side of a join is run even when the left one is empty: both orders are legal, and
    ///               they differ in the errors that are met
    public LogicalInterpreter(RandomPlans.Data data, boolean eager) {
        this.tables = data.tables();
        this.eager = eager;
    }

    /// The rows of the output's columns.
    public List<List<Object>> run(LogicalPlan.Output output) {
        List<List<Object>> rows = new ArrayList<>();
        for (Map<Integer, Object> row : run(output.input(), Map.of())) {
            List<Object> values = new ArrayList<>();
            output.columns().forEach(column -> values.add(row.get(column.id())));
            rows.add(values);
        }
        return rows;
    }

    private static IntFunction<Object> columns(Map<Integer, Object> row) {
        return id -> {
            if (!row.containsKey(id)) {
                throw new IllegalStateException("no column #" + id);
            }
            return row.get(id);
        };
    }

    private static Map<Integer, Object> merged(Map<Integer, Object> a, Map<Integer, Object> b) {
        Map<Integer, Object> merged = new HashMap<>(a);
        merged.putAll(b);
        return merged;
    }

    private List<Map<Integer, Object>> run(LogicalPlan plan, Map<Integer, Object> outer) {
        List<Map<Integer, Object>> rows = new ArrayList<>();
        switch (plan) {
            case LogicalPlan.Scan scan -> {
                for (List<Object> stored : tables.get(scan.table().name().table())) {
                    Map<Integer, Object> row = new HashMap<>();
                    for (int i = 0; i < scan.columns().size(); i++) {
                        row.put(scan.columns().get(i).id(), stored.get(scan.sources().get(i)));
                    }
                    if (PlainExpressions.isTrue(scan.filter(), columns(merged(outer, row)))) {
                        rows.add(row);
                    }
                }
            }
            case LogicalPlan.Values values -> {
                for (List<Expression> expressions : values.rows()) {
                    Map<Integer, Object> row = new HashMap<>();
                    for (int i = 0; i < expressions.size(); i++) {
                        row.put(values.columns().get(i).id(), PlainExpressions.evaluate(expressions.get(i), columns(outer)));
                    }
                    rows.add(row);
                }
            }
            case LogicalPlan.Filter filter -> {
                for (Map<Integer, Object> row : run(filter.input(), outer)) {
                    if (PlainExpressions.isTrue(filter.predicate(), columns(merged(outer, row)))) {
                        rows.add(row);
                    }
                }
            }
            case LogicalPlan.Project project -> {
                for (Map<Integer, Object> row : run(project.input(), outer)) {
                    Map<Integer, Object> made = new HashMap<>();
                    for (int i = 0; i < project.columns().size(); i++) {
                        made.put(project.columns().get(i).id(), PlainExpressions.evaluate(project.expressions().get(i), columns(merged(outer, row))));
                    }
                    rows.add(made);
                }
            }
            case LogicalPlan.Aggregate aggregate -> rows.addAll(aggregate(aggregate, outer));
            case Join join -> rows.addAll(join(join, outer));
            case LogicalPlan.SetOperation operation -> rows.addAll(setOperation(operation, outer));
            case LogicalPlan.Sort sort -> {
                rows.addAll(run(sort.input(), outer));
                rows.sort(PlainWindows.order(sort.keys()));
            }
            case LogicalPlan.Window window -> rows.addAll(PlainWindows.run(window, run(window.input(), outer), outer));
            case LogicalPlan.Limit limit -> {
                List<Map<Integer, Object>> input = run(limit.input(), outer);
                int from = (int) Math.min(limit.offset(), input.size());
                int to = (int) Math.min((long) from + Math.min(limit.count(), 1_000_000), input.size());
                rows.addAll(input.subList(from, to));
            }
            case LogicalPlan.AssertSingleRow single -> {
                List<Map<Integer, Object>> input = run(single.input(), outer);
                rows.add(single(input, single.columns()));
            }
            case LogicalPlan.With with -> {
                for (LogicalPlan.With.Definition definition : with.definitions()) {
                    shared.put(definition.id(), run(definition.plan(), outer));
                }
                rows.addAll(run(with.body(), outer));
            }
            case LogicalPlan.SharedRef reference -> {
                for (Map<Integer, Object> stored : shared.get(reference.id())) {
                    Map<Integer, Object> row = new HashMap<>();
                    for (int i = 0; i < reference.columns().size(); i++) {
                        row.put(reference.columns().get(i).id(), stored.get(reference.sources().get(i).id()));
                    }
                    rows.add(row);
                }
            }
            case LogicalPlan.Output output -> rows.addAll(run(output.input(), outer));
        }
        return rows;
    }

    private static Map<Integer, Object> single(List<Map<Integer, Object>> rows, List<LogicalColumn> columns) {
        if (rows.size() > 1) {
            throw new QueryException(ErrorCode.SUBQUERY_RETURNED_MANY_ROWS, "A scalar subquery returned more than one row");
        }
        return rows.isEmpty() ? nulls(columns) : rows.getFirst();
    }

    private static Map<Integer, Object> nulls(List<LogicalColumn> columns) {
        Map<Integer, Object> row = new HashMap<>();
        columns.forEach(column -> row.put(column.id(), null));
        return row;
    }

    private List<Map<Integer, Object>> aggregate(LogicalPlan.Aggregate aggregate, Map<Integer, Object> outer) {
        Map<List<Object>, List<Map<Integer, Object>>> groups = new LinkedHashMap<>();
        if (aggregate.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (Map<Integer, Object> row : run(aggregate.input(), outer)) {
            List<Object> key = new ArrayList<>();
            aggregate.keys().forEach(column -> key.add(row.get(column.id())));
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        List<Map<Integer, Object>> rows = new ArrayList<>();
        groups.forEach((key, members) -> {
            Map<Integer, Object> row = new HashMap<>();
            for (int i = 0; i < key.size(); i++) {
                row.put(aggregate.keys().get(i).id(), key.get(i));
            }
            for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                List<Map<Integer, Object>> used = members.stream()
                        .filter(member -> PlainExpressions.isTrue(call.filter(), columns(merged(outer, member)))).toList();
                List<Object> values = null;
                if (!call.arguments().isEmpty()) {
                    values = new ArrayList<>();
                    for (Map<Integer, Object> member : used) {
                        values.add(PlainExpressions.evaluate(call.arguments().getFirst(), columns(merged(outer, member))));
                    }
                }
                row.put(call.output().id(), PlainAggregates.aggregate(call.function(), values, used.size(), call.distinct()));
            }
            rows.add(row);
        });
        return rows;
    }

    private List<Map<Integer, Object>> join(Join join, Map<Integer, Object> outer) {
        List<Map<Integer, Object>> rows = new ArrayList<>();
        List<Map<Integer, Object>> left = run(join.left(), outer);
        boolean needed = eager || !left.isEmpty() || join.kind() == Join.Kind.RIGHT || join.kind() == Join.Kind.FULL;
        List<Map<Integer, Object>> fixed = join.correlated() ? null : needed ? run(join.right(), outer) : List.of();
        boolean[] matchedRight = new boolean[fixed == null ? 0 : fixed.size()];
        for (Map<Integer, Object> l : left) {
            List<Map<Integer, Object>> right = fixed != null ? fixed : run(join.right(), merged(outer, l));
            List<Map<Integer, Object>> matches = new ArrayList<>();
            boolean unknown = false;
            for (int i = 0; i < right.size(); i++) {
                Map<Integer, Object> both = merged(merged(outer, l), right.get(i));
                Object truth = join.condition() == null ? Boolean.TRUE : PlainExpressions.evaluate(join.condition(), columns(both));
                unknown |= truth == null;
                if (Boolean.TRUE.equals(truth)) {
                    matches.add(right.get(i));
                    if (fixed != null) {
                        matchedRight[i] = true;
                    }
                }
            }
            switch (join.kind()) {
                case INNER, RIGHT -> matches.forEach(r -> rows.add(merged(l, r)));
                case LEFT, FULL -> {
                    matches.forEach(r -> rows.add(merged(l, r)));
                    if (matches.isEmpty()) {
                        rows.add(merged(l, nulls(join.right().columns())));
                    }
                }
                case SEMI -> {
                    if (!matches.isEmpty()) {
                        rows.add(l);
                    }
                }
                case ANTI -> {
                    if (matches.isEmpty() && !(join.nullAware() && unknown)) {
                        rows.add(l);
                    }
                }
                case MARK -> {
                    Map<Integer, Object> marked = new HashMap<>(l);
                    Object missed = join.nullAware() && unknown ? null : Boolean.FALSE;
                    marked.put(join.mark().id(), matches.isEmpty() ? missed : Boolean.TRUE);
                    rows.add(marked);
                }
                case SINGLE -> rows.add(merged(l, single(matches, join.right().columns())));
            }
        }
        if (join.kind() == Join.Kind.RIGHT || join.kind() == Join.Kind.FULL) {
            for (int i = 0; i < fixed.size(); i++) {
                if (!matchedRight[i]) {
                    rows.add(merged(nulls(join.left().columns()), fixed.get(i)));
                }
            }
        }
        return rows;
    }

    private List<Map<Integer, Object>> setOperation(LogicalPlan.SetOperation operation, Map<Integer, Object> outer) {
        List<List<Object>> result = null;
        for (LogicalPlan input : operation.inputs()) {
            List<List<Object>> rows = new ArrayList<>();
            for (Map<Integer, Object> row : run(input, outer)) {
                List<Object> values = new ArrayList<>();
                input.columns().forEach(column -> values.add(row.get(column.id())));
                rows.add(values);
            }
            if (result == null) {
                result = rows;
                continue;
            }
            List<List<Object>> before = result;
            List<List<Object>> other = new ArrayList<>(rows);
            result = new ArrayList<>();
            switch (operation.kind()) {
                case UNION -> {
                    result.addAll(before);
                    result.addAll(rows);
                }
                case INTERSECT -> {
                    for (List<Object> row : before) {
                        if (operation.all() ? other.remove(row) : other.contains(row)) {
                            result.add(row);
                        }
                    }
                }
                case EXCEPT -> {
                    for (List<Object> row : before) {
                        if (operation.all() ? !other.remove(row) : !other.contains(row)) {
                            result.add(row);
                        }
                    }
                }
            }
        }
        List<List<Object>> kept = operation.all() ? result : new ArrayList<>(new LinkedHashSet<>(result));
        List<Map<Integer, Object>> rows = new ArrayList<>();
        for (List<Object> values : kept) {
            Map<Integer, Object> row = new HashMap<>();
            for (int i = 0; i < values.size(); i++) {
                row.put(operation.columns().get(i).id(), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /// What can be compared with the rows of another run of the query: in order when it sorts, else as a multiset.
    public static List<String> comparable(LogicalPlan.Output query, List<List<Object>> rows) {
        boolean sorted = query.input() instanceof LogicalPlan.Sort || query.input() instanceof LogicalPlan.Limit;
        return sorted ? rows.stream().map(List::toString).toList() : multiset(rows);
    }

    /// Sorts rows, so that results can be compared as multisets.
    public static List<String> multiset(List<List<Object>> rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.toString()));
        Collections.sort(texts);
        return texts;
    }
}
