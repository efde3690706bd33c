package dev.weir.planner.optimize.unnest;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Copies a plan with new ids for every column that it makes; columns from outside stay.
public final class FreshColumns {
    private final PassContext context;
    private final Map<Integer, LogicalColumn> columns = new HashMap<>();
    private final Map<Integer, Integer> definitions = new HashMap<>();

    private FreshColumns(PassContext context) {
        this.context = context;
    }

    /// @param columns by old id, the new column
    public record Copy(LogicalPlan plan, Map<Integer, LogicalColumn> columns) {
        public Map<Integer, Expression> references() {
            Map<Integer, Expression> references = new HashMap<>();
            columns.forEach((id, column) -> references.put(id, column.reference()));
            return references;
        }
    }

    public static Copy of(LogicalPlan plan, PassContext context) {
        FreshColumns fresh = new FreshColumns(context);
        return new Copy(fresh.copy(plan), fresh.columns);
    }

    private LogicalPlan copy(LogicalPlan plan) {
        if (plan instanceof LogicalPlan.With with) {
            List<LogicalPlan.With.Definition> copies = new ArrayList<>();
            for (LogicalPlan.With.Definition definition : with.definitions()) {
                LogicalPlan copied = copy(definition.plan());
                definitions.put(definition.id(), context.newDefinition());
                copies.add(new LogicalPlan.With.Definition(definitions.get(definition.id()), definition.name(), copied));
            }
            return new LogicalPlan.With(copies, copy(with.body()));
        }
        List<LogicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(copy(child)));
        LogicalPlan node = children.isEmpty() ? plan : plan.withChildren(children);
        // what the node uses has been renamed with its inputs; what it makes is renamed now
        Map<Integer, Expression> references = new HashMap<>();
        columns.forEach((id, column) -> references.put(id, column.reference()));
        LogicalPlan replaced = node instanceof LogicalPlan.Scan ? node : ColumnReplacement.inNode(node, references);
        return switch (replaced) {
            case LogicalPlan.Scan scan -> {
                List<LogicalColumn> made = made(scan.columns());
                Expression filter = scan.filter() == null ? null : ColumnReplacement.replace(scan.filter(), ColumnReplacement.matching(scan.columns(), made));
                yield new LogicalPlan.Scan(scan.table(), made, scan.sources(), filter);
            }
            case LogicalPlan.Values values -> new LogicalPlan.Values(made(values.columns()), values.rows());
            case LogicalPlan.Project project -> {
                List<LogicalColumn> made = new ArrayList<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    LogicalColumn column = project.columns().get(i);
                    boolean passed = ((LogicalPlan.Project) plan).expressions().get(i) instanceof Expression.Column source && source.index() == column.id();
                    made.add(passed && columns.containsKey(column.id()) ? columns.get(column.id()) : made(column));
                }
                yield new LogicalPlan.Project(project.input(), made, project.expressions());
            }
            case LogicalPlan.Aggregate aggregate -> {
                List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    calls.add(new LogicalPlan.Aggregate.Call(
                            made(call.output()), call.function(), call.arguments(), call.distinct(), call.filter(), call.signature(),
                            call.origin()));
                }
                yield new LogicalPlan.Aggregate(aggregate.input(), aggregate.keys(), calls);
            }
            case LogicalPlan.Window window -> {
                List<LogicalPlan.Window.Call> calls = new ArrayList<>();
                for (LogicalPlan.Window.Call call : window.calls()) {
                    calls.add(new LogicalPlan.Window.Call(
                            made(call.output()), call.function(), call.arguments(), call.signature(), call.ignoreNulls(), call.frame(), call.origin()));
                }
                yield new LogicalPlan.Window(window.input(), window.partitionBy(), window.orderBy(), calls, window.top());
            }
            case LogicalPlan.Join join -> join.mark() == null ? join
                    : new LogicalPlan.Join(join.kind(), join.left(), join.right(), join.condition(), made(join.mark()), join.nullAware(),
                            join.correlated(), join.origin());
            case LogicalPlan.SetOperation operation -> new LogicalPlan.SetOperation(operation.kind(), operation.all(), operation.inputs(), made(operation.columns()));
            case LogicalPlan.SharedRef reference -> {
                Integer renamed = definitions.get(reference.id());
                List<LogicalColumn> sources = renamed == null ? reference.sources() : reference.sources().stream().map(column -> columns.get(column.id())).toList();
                yield new LogicalPlan.SharedRef(renamed == null ? reference.id() : renamed, made(reference.columns()), sources);
            }
            case LogicalPlan.Filter _, LogicalPlan.Sort _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.Output _ -> replaced;
        };
    }

    private List<LogicalColumn> made(List<LogicalColumn> old) {
        List<LogicalColumn> made = new ArrayList<>();
        old.forEach(column -> made.add(made(column)));
        return made;
    }

    private LogicalColumn made(LogicalColumn column) {
        LogicalColumn fresh = context.fresh(column);
        columns.put(column.id(), fresh);
        return fresh;
    }
}
