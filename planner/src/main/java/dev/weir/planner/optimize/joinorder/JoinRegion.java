package dev.weir.planner.optimize.joinorder;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adjacent joins whose order is free: inner joins, the filters between them, semi and anti joins over them, and
/// projections that only rename.
public final class JoinRegion {
    private final List<LogicalPlan> leaves = new ArrayList<>();
    private final List<Expression> conditions = new ArrayList<>();
    private final List<Reduction> reductions = new ArrayList<>();
    /// What the renamed columns stand for.
    private final Map<Integer, Expression> aliases = new HashMap<>();

    /// A semi or anti join: it only removes rows, and may do so wherever the columns of its condition are at hand.
    public record Reduction(Join join, List<Expression> terms) {}

    private JoinRegion() {}

    public static boolean starts(LogicalPlan plan) {
        return plan instanceof Join join && !join.correlated()
                && (join.kind() == Join.Kind.INNER || join.kind() == Join.Kind.SEMI || join.kind() == Join.Kind.ANTI);
    }

    public static JoinRegion of(LogicalPlan root) {
        JoinRegion region = new JoinRegion();
        region.collect(root);
        region.conditions.replaceAll(region::resolved);
        region.reductions.replaceAll(reduction -> new Reduction(reduction.join(), reduction.terms().stream().map(region::resolved).toList()));
        return region;
    }

    /// The relations, in the order of the text.
    public List<LogicalPlan> leaves() {
        return leaves;
    }

    /// What all rows fulfil, over columns of the leaves.
    public List<Expression> conditions() {
        return conditions;
    }

    /// From the outermost to the innermost.
    public List<Reduction> reductions() {
        return reductions;
    }

    /// The expression over columns of the leaves.
    public Expression resolved(Expression expression) {
        Expression before = expression;
        while (true) {
            Expression after = ColumnReplacement.replace(before, aliases);
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
    }

    private void collect(LogicalPlan plan) {
        switch (plan) {
            case Join join when starts(join) && join.kind() == Join.Kind.INNER -> {
                conditions.addAll(Conjuncts.of(join.condition()));
                collect(join.left());
                collect(join.right());
            }
            case Join join when starts(join) -> {
                reductions.add(new Reduction(join, Conjuncts.of(join.condition())));
                collect(join.left());
            }
            case LogicalPlan.Filter filter when reaches(filter.input()) && ExpressionFacts.neverFails(filter.predicate())
                    && ExpressionFacts.deterministic(filter.predicate()) -> {
                conditions.addAll(Conjuncts.of(filter.predicate()));
                collect(filter.input());
            }
            case LogicalPlan.Project project when reaches(project.input()) && renames(project) -> {
                for (int i = 0; i < project.columns().size(); i++) {
                    Expression.Column source = (Expression.Column) project.expressions().get(i);
                    if (source.index() != project.columns().get(i).id()) {
                        aliases.put(project.columns().get(i).id(), source);
                    }
                }
                collect(project.input());
            }
            default -> leaves.add(plan);
        }
    }

    private static boolean reaches(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Filter filter -> reaches(filter.input()) && ExpressionFacts.neverFails(filter.predicate());
            case LogicalPlan.Project project -> reaches(project.input()) && renames(project);
            default -> starts(plan);
        };
    }

    private static boolean renames(LogicalPlan.Project project) {
        return project.expressions().stream().allMatch(expression -> expression instanceof Expression.Column);
    }
}
