package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers SHOW FUNCTIONS: name, kind, an example and a sentence of each.
final class ShowFunctions {
    private ShowFunctions() {}

    static BoundStatement bind(Statement.ShowFunctions show, FunctionLookup functions, BindContext context) {
        List<String> names = List.of("Function", "Kind", "Example", "Description");
        List<LogicalColumn> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(context.column(name, SqlType.VARCHAR));
        }
        List<List<Expression>> rows = new ArrayList<>();
        for (String name : functions.names().stream().sorted().toList()) {
            Optional<ScalarFunction> scalar = functions.scalar(name);
            if (scalar.isPresent()) {
                List<ScalarFunction.Example> examples = scalar.get().examples();
                String example = examples.isEmpty() ? "" : examples.getFirst().call() + " = " + examples.getFirst().result();
                rows.add(row(name, "scalar", example, scalar.get().description()));
            }
            Optional<AggregateFunction> aggregate = functions.aggregate(name);
            Optional<WindowFunction> window = functions.window(name);
            window.ifPresent(function -> rows.add(row(name, "window", "", function.description())));
            aggregate.ifPresent(function -> rows.add(row(name, "aggregate", "", function.description())));
        }
        LogicalPlan plan = new LogicalPlan.Values(columns, rows);
        if (show.like().isPresent()) {
            plan = new LogicalPlan.Filter(
                    plan, new Expression.Like(columns.getFirst().reference(), Literal.ofString(show.like().get()), null, false));
        }
        return new BoundStatement.Query(new LogicalPlan.Output(plan, names, columns), List.of());
    }

    private static List<Expression> row(String... texts) {
        List<Expression> row = new ArrayList<>();
        for (String text : texts) {
            row.add(Literal.ofString(text));
        }
        return row;
    }
}
