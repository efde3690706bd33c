package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Makes one plan of two that give the same rows, up to ids and to which columns they give: scans read, projections and
/// aggregates compute what either asks for. What might answer differently when asked again is never the same.
final class MergePlans {
    private final Map<Integer, Expression> columns = new HashMap<>();

    private MergePlans() {}

    /// @param plan    the first plan with its ids; columns that only the second has are added under theirs
    /// @param columns by id of the second plan, the column of `plan`
    record Merged(LogicalPlan plan, Map<Integer, Expression> columns) {}

    /// Null when the plans differ. Neither may use columns from outside.
    static Merged merge(LogicalPlan first, LogicalPlan second) {
        MergePlans merging = new MergePlans();
        LogicalPlan plan = merging.merged(first, second);
        return plan == null ? null : new Merged(plan, merging.columns);
    }

    private LogicalPlan merged(LogicalPlan first, LogicalPlan second) {
        return switch (first) {
            case LogicalPlan.Scan a when second instanceof LogicalPlan.Scan b -> scan(a, b);
            case LogicalPlan.Values a when second instanceof LogicalPlan.Values b -> values(a, b);
            case LogicalPlan.Filter a when second instanceof LogicalPlan.Filter b -> {
                LogicalPlan input = merged(a.input(), b.input());
                yield input != null && sameTerms(a.predicate(), b.predicate()) ? a.withChildren(List.of(input)) : null;
            }
            case LogicalPlan.Project a when second instanceof LogicalPlan.Project b -> project(a, b);
            case LogicalPlan.Aggregate a when second instanceof LogicalPlan.Aggregate b -> aggregate(a, b);
            case Join a when second instanceof Join b -> join(a, b);
            case LogicalPlan.SetOperation a when second instanceof LogicalPlan.SetOperation b -> setOperation(a, b);
            case LogicalPlan.Sort a when second instanceof LogicalPlan.Sort b -> {
                LogicalPlan input = merged(a.input(), b.input());
                yield input != null && sameOrder(a.keys(), b.keys()) ? a.withChildren(List.of(input)) : null;
            }
            case LogicalPlan.Window a when second instanceof LogicalPlan.Window b -> window(a, b);
            case LogicalPlan.Limit a when second instanceof LogicalPlan.Limit b -> {
                LogicalPlan input = a.count() == b.count() && a.offset() == b.offset() ? merged(a.input(), b.input()) : null;
                yield input == null ? null : a.withChildren(List.of(input));
            }
            case LogicalPlan.AssertSingleRow a when second instanceof LogicalPlan.AssertSingleRow b -> {
                LogicalPlan input = merged(a.input(), b.input());
                yield input == null ? null : a.withChildren(List.of(input));
            }
            case LogicalPlan.SharedRef a when second instanceof LogicalPlan.SharedRef b -> reference(a, b);
            case LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.Filter _, LogicalPlan.Project _, LogicalPlan.Aggregate _, Join _,
                 LogicalPlan.SetOperation _, LogicalPlan.Sort _, LogicalPlan.Window _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _,
                 LogicalPlan.With _, LogicalPlan.SharedRef _, LogicalPlan.Output _ -> null;
        };
    }

    private LogicalPlan scan(LogicalPlan.Scan a, LogicalPlan.Scan b) {
        if (!a.table().name().equals(b.table().name()) || !a.table().snapshot().equals(b.table().snapshot())) {
            return null;
        }
        List<LogicalColumn> read = new ArrayList<>(a.columns());
        List<Integer> sources = new ArrayList<>(a.sources());
        for (int i = 0; i < b.columns().size(); i++) {
            int known = a.sources().indexOf(b.sources().get(i));
            if (known < 0) {
                read.add(b.columns().get(i));
                sources.add(b.sources().get(i));
            }
            become(b.columns().get(i), known < 0 ? b.columns().get(i) : a.columns().get(known));
        }
        if (!sameTerms(a.filter(), b.filter())) {
            return null;
        }
        return read.size() == a.columns().size() ? a : new LogicalPlan.Scan(a.table(), read, sources, a.filter());
    }

    private LogicalPlan values(LogicalPlan.Values a, LogicalPlan.Values b) {
        if (!a.rows().equals(b.rows()) || a.columns().size() != b.columns().size()
                || !a.rows().stream().flatMap(List::stream).allMatch(ExpressionFacts::deterministic)) {
            return null;
        }
        become(b.columns(), a.columns());
        return a;
    }

    private LogicalPlan project(LogicalPlan.Project a, LogicalPlan.Project b) {
        LogicalPlan input = merged(a.input(), b.input());
        if (input == null || !deterministic(a.expressions()) || !deterministic(b.expressions())) {
            return null;
        }
        List<LogicalColumn> made = new ArrayList<>(a.columns());
        List<Expression> expressions = new ArrayList<>(a.expressions());
        Map<Integer, Expression> outputs = new HashMap<>();
        for (int i = 0; i < b.columns().size(); i++) {
            Expression expression = ColumnReplacement.replace(b.expressions().get(i), columns);
            int known = expressions.indexOf(expression);
            if (known < 0) {
                known = expressions.size();
                // a column that is passed on is passed on under its id in the merged input
                made.add(passesOn(b, i) ? named(b.columns().get(i), expression) : b.columns().get(i));
                expressions.add(expression);
            }
            outputs.put(b.columns().get(i).id(), made.get(known).reference());
        }
        columns.putAll(outputs);
        return new LogicalPlan.Project(input, made, expressions);
    }

    private static boolean passesOn(LogicalPlan.Project project, int i) {
        return project.expressions().get(i) instanceof Expression.Column column && column.index() == project.columns().get(i).id();
    }

    private static LogicalColumn named(LogicalColumn like, Expression column) {
        return new LogicalColumn(((Expression.Column) column).index(), like.name(), like.type());
    }

    private LogicalPlan aggregate(LogicalPlan.Aggregate a, LogicalPlan.Aggregate b) {
        LogicalPlan input = merged(a.input(), b.input());
        if (input == null || !ids(a.keys()).equals(ids(b.keys()))) {
            return null;
        }
        List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>(a.calls());
        for (LogicalPlan.Aggregate.Call call : b.calls()) {
            List<Expression> arguments = ColumnReplacement.replace(call.arguments(), columns);
            Expression filter = ColumnReplacement.replace(call.filter(), columns);
            LogicalPlan.Aggregate.Call same = null;
            for (LogicalPlan.Aggregate.Call other : calls) {
                if (other.function().equals(call.function()) && other.arguments().equals(arguments) && other.distinct() == call.distinct()
                        && Objects.equals(other.filter(), filter)) {
                    same = other;
                }
            }
            if (same == null) {
                same = new LogicalPlan.Aggregate.Call(
                        call.output(), call.function(), arguments, call.distinct(), filter, call.signature(), call.origin());
                calls.add(same);
            }
            become(call.output(), same.output());
        }
        for (LogicalPlan.Aggregate.Call call : calls) {
            if (!deterministic(call.arguments()) || call.filter() != null && !ExpressionFacts.deterministic(call.filter())) {
                return null;
            }
        }
        return new LogicalPlan.Aggregate(input, a.keys(), calls);
    }

    private LogicalPlan join(Join a, Join b) {
        if (a.kind() != b.kind() || a.nullAware() != b.nullAware() || a.correlated() || b.correlated()) {
            return null;
        }
        Map<Integer, Expression> before = new HashMap<>(columns);
        LogicalPlan joined = joined(a, b, b.left(), b.right());
        if (joined == null && a.kind() == Join.Kind.INNER) {
            columns.clear();
            columns.putAll(before);
            joined = joined(a, b, b.right(), b.left());
        }
        return joined;
    }

    private LogicalPlan joined(Join a, Join b, LogicalPlan likeLeft, LogicalPlan likeRight) {
        LogicalPlan left = merged(a.left(), likeLeft);
        LogicalPlan right = left == null ? null : merged(a.right(), likeRight);
        if (right == null || !sameTerms(a.condition(), b.condition())) {
            return null;
        }
        if (a.mark() != null) {
            become(b.mark(), a.mark());
        }
        return a.withChildren(List.of(left, right));
    }

    /// Inputs are matched by position: none may gain a column.
    private LogicalPlan setOperation(LogicalPlan.SetOperation a, LogicalPlan.SetOperation b) {
        if (a.kind() != b.kind() || a.all() != b.all() || a.inputs().size() != b.inputs().size() || a.columns().size() != b.columns().size()) {
            return null;
        }
        for (int i = 0; i < a.inputs().size(); i++) {
            LogicalPlan input = merged(a.inputs().get(i), b.inputs().get(i));
            if (input == null || !input.columns().equals(a.inputs().get(i).columns())) {
                return null;
            }
            for (int column = 0; column < a.columns().size(); column++) {
                Expression other = columns.get(b.inputs().get(i).columns().get(column).id());
                if (!a.inputs().get(i).columns().get(column).reference().equals(other)) {
                    return null;
                }
            }
        }
        become(b.columns(), a.columns());
        return a;
    }

    private LogicalPlan window(LogicalPlan.Window a, LogicalPlan.Window b) {
        LogicalPlan input = merged(a.input(), b.input());
        if (input == null || !ids(a.partitionBy()).equals(ids(b.partitionBy())) || !sameOrder(a.orderBy(), b.orderBy())
                || !Objects.equals(a.top(), b.top())) {
            return null;
        }
        List<LogicalPlan.Window.Call> calls = new ArrayList<>(a.calls());
        for (LogicalPlan.Window.Call call : b.withExpressions(expression -> ColumnReplacement.replace(expression, columns)).calls()) {
            LogicalPlan.Window.Call same = null;
            for (LogicalPlan.Window.Call other : calls) {
                if (other.function().equals(call.function()) && other.arguments().equals(call.arguments())
                        && other.ignoreNulls() == call.ignoreNulls() && other.frame().equals(call.frame())) {
                    same = other;
                }
            }
            if (same == null) {
                same = call;
                calls.add(call);
            }
            become(call.output(), same.output());
        }
        for (LogicalPlan.Window.Call call : calls) {
            if (!deterministic(call.arguments()) || !deterministic(call.frame().expressions())) {
                return null;
            }
        }
        return new LogicalPlan.Window(input, a.partitionBy(), a.orderBy(), calls, a.top());
    }

    private LogicalPlan reference(LogicalPlan.SharedRef a, LogicalPlan.SharedRef b) {
        if (a.id() != b.id()) {
            return null;
        }
        List<LogicalColumn> made = new ArrayList<>(a.columns());
        List<LogicalColumn> sources = new ArrayList<>(a.sources());
        for (int i = 0; i < b.columns().size(); i++) {
            int known = sources.indexOf(b.sources().get(i));
            if (known < 0) {
                known = sources.size();
                made.add(b.columns().get(i));
                sources.add(b.sources().get(i));
            }
            become(b.columns().get(i), made.get(known));
        }
        return new LogicalPlan.SharedRef(a.id(), made, sources);
    }

    private void become(List<LogicalColumn> theirs, List<LogicalColumn> ours) {
        for (int i = 0; i < theirs.size(); i++) {
            become(theirs.get(i), ours.get(i));
        }
    }

    private void become(LogicalColumn theirs, LogicalColumn ours) {
        columns.put(theirs.id(), ours.reference());
    }

    private boolean sameOrder(List<LogicalPlan.Sort.Key> ours, List<LogicalPlan.Sort.Key> theirs) {
        boolean same = ours.size() == theirs.size();
        for (int i = 0; same && i < ours.size(); i++) {
            LogicalPlan.Sort.Key a = ours.get(i);
            LogicalPlan.Sort.Key b = theirs.get(i);
            same = a.column().reference().equals(columns.get(b.column().id())) && a.descending() == b.descending() && a.nullsFirst() == b.nullsFirst();
        }
        return same;
    }

    /// Ids of columns, those of the second plan as what they have become.
    private Set<Integer> ids(List<LogicalColumn> of) {
        Set<Integer> ids = new TreeSet<>();
        for (LogicalColumn column : of) {
            ids.add(columns.get(column.id()) instanceof Expression.Column other ? other.index() : column.id());
        }
        return ids;
    }

    private boolean sameTerms(Expression ours, Expression theirs) {
        List<Expression> terms = Conjuncts.of(ours);
        List<Expression> others = Conjuncts.of(ColumnReplacement.replace(theirs, columns));
        return deterministic(terms) && normal(terms).equals(normal(others));
    }

    private static Set<Expression> normal(List<Expression> terms) {
        Set<Expression> normal = new HashSet<>();
        terms.forEach(term -> normal.add(normal(term)));
        return normal;
    }

    /// The same comparison whichever way round it was written.
    static Expression normal(Expression term) {
        return term instanceof Expression.Comparison comparison && comparison.left().toString().compareTo(comparison.right().toString()) > 0
                ? new Expression.Comparison(comparison.operator().mirrored(), comparison.right(), comparison.left()) : term;
    }

    private static boolean deterministic(List<Expression> expressions) {
        return expressions.stream().allMatch(ExpressionFacts::deterministic);
    }
}
