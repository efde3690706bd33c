package dev.weir.planner.optimize.property;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The conditions over output columns that are TRUE for every row of a plan.
public final class HeldConditions {
    private HeldConditions() {}

    public static Set<Expression> of(LogicalPlan plan) {
        Set<Expression> held = new LinkedHashSet<>();
        switch (plan) {
            case LogicalPlan.Scan scan -> held.addAll(Conjuncts.of(scan.filter()));
            case LogicalPlan.Filter filter -> {
                held.addAll(of(filter.input()));
                held.addAll(Conjuncts.of(filter.predicate()));
            }
            case LogicalPlan.Project project -> {
                Map<Integer, Expression> up = new HashMap<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    if (project.expressions().get(i) instanceof Expression.Column source) {
                        up.put(source.index(), project.columns().get(i).reference());
                    }
                }
                for (Expression condition : of(project.input())) {
                    if (ColumnUses.covered(condition, up.keySet())) {
                        held.add(ColumnReplacement.replace(condition, up));
                    }
                }
            }
            case LogicalPlan.Aggregate aggregate -> {
                Set<Integer> keys = ColumnUses.ids(aggregate.keys());
                of(aggregate.input()).stream().filter(condition -> !ColumnUses.of(condition).isEmpty() && ColumnUses.covered(condition, keys)).forEach(held::add);
            }
            case LogicalPlan.Join join -> {
                switch (join.kind()) {
                    case INNER -> {
                        held.addAll(of(join.left()));
                        held.addAll(of(join.right()));
                        held.addAll(Conjuncts.of(join.condition()));
                    }
                    case LEFT, SEMI, ANTI, MARK, SINGLE -> held.addAll(of(join.left()));
                    case RIGHT -> held.addAll(of(join.right()));
                    case FULL -> { }
                }
            }
            case LogicalPlan.Sort sort -> held.addAll(of(sort.input()));
            case LogicalPlan.Window window -> held.addAll(of(window.input()));
            case LogicalPlan.Limit limit -> held.addAll(of(limit.input()));
            case LogicalPlan.With with -> held.addAll(of(with.body()));
            case LogicalPlan.Output output -> held.addAll(of(output.input()));
            case LogicalPlan.Values _, LogicalPlan.SetOperation _, LogicalPlan.AssertSingleRow _, LogicalPlan.SharedRef _ -> { }
        }
        Set<Integer> outputs = new LinkedHashSet<>();
        for (LogicalColumn column : plan.columns()) {
            outputs.add(column.id());
        }
        held.removeIf(condition -> !ColumnUses.covered(condition, outputs));
        return held;
    }
}
