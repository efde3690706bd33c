package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.expression.NullRejection;
import dev.weir.planner.optimize.property.Nullability;
import dev.weir.planner.optimize.unnest.FreshColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An outer join adds rows for nothing when a join above it compares the columns that are NULL in them: it becomes a
/// narrower one, whose order is free. When only the added rows pass, since a filter wants NULL where a match has a value,
/// it becomes an anti join.
public final class NarrowOuterJoins {
    private final PassContext context;

    private NarrowOuterJoins(PassContext context) {
        this.context = context;
    }

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return new NarrowOuterJoins(context).narrow(plan, List.of());
    }

    /// @param held what is true of the node's rows, or they need not be there; may name columns of other nodes
    private LogicalPlan narrow(LogicalPlan plan, List<Expression> held) {
        return switch (plan) {
            case LogicalPlan.Filter filter -> {
                LogicalPlan unmatched = unmatched(filter);
                yield unmatched != null ? narrow(unmatched, held)
                        : filter.withChildren(List.of(narrow(filter.input(), both(held, Conjuncts.of(filter.predicate())))));
            }
            case LogicalPlan.Project project ->
                    project.withChildren(List.of(narrow(project.input(), ColumnReplacement.replace(held, ColumnReplacement.definitions(project)))));
            // whatever rows a group has, it has the same keys
            case LogicalPlan.Aggregate aggregate -> aggregate.withChildren(List.of(narrow(aggregate.input(), held)));
            case LogicalPlan.Sort sort -> sort.withChildren(List.of(narrow(sort.input(), held)));
            case Join join -> join(PushFiltersIntoJoin.narrowed(join, held), held);
            case LogicalPlan.With with -> {
                List<LogicalPlan> children = new ArrayList<>();
                with.definitions().forEach(definition -> children.add(narrow(definition.plan(), List.of())));
                children.add(narrow(with.body(), held));
                yield with.withChildren(children);
            }
            case LogicalPlan.Window _, LogicalPlan.Limit _, LogicalPlan.SetOperation _, LogicalPlan.AssertSingleRow _, LogicalPlan.Output _,
                 LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.SharedRef _ ->
                    plan.withChildren(plan.children().stream().map(child -> narrow(child, List.of())).toList());
        };
    }

    private LogicalPlan join(Join join, List<Expression> held) {
        if (join.correlated()) {
            return join.withChildren(List.of(narrow(join.left(), List.of()), narrow(join.right(), List.of())));
        }
        List<Expression> condition = Conjuncts.of(join.condition());
        List<Expression> ofLeft = switch (join.kind()) {
            case INNER, SEMI -> both(held, condition);
            case LEFT, SINGLE, ANTI, MARK -> held;
            case RIGHT -> condition;
            case FULL -> List.of();
        };
        List<Expression> ofRight = switch (join.kind()) {
            case INNER -> both(held, condition);
            case RIGHT -> held;
            case LEFT, SEMI, ANTI -> join.nullAware() ? List.of() : condition;
            case SINGLE, MARK, FULL -> List.of();
        };
        return join.withChildren(List.of(narrow(join.left(), ofLeft), narrow(join.right(), ofRight)));
    }

    private static List<Expression> both(List<Expression> some, List<Expression> more) {
        List<Expression> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// The rows of an outer join that have no partner, by an anti join; null where the filter wants others, too.
    private LogicalPlan unmatched(LogicalPlan.Filter filter) {
        if (!(filter.input() instanceof Join join) || join.kind() != Join.Kind.LEFT && join.kind() != Join.Kind.RIGHT || join.correlated()) {
            return null;
        }
        LogicalPlan kept = join.kind() == Join.Kind.LEFT ? join.left() : join.right();
        LogicalPlan other = join.kind() == Join.Kind.LEFT ? join.right() : join.left();
        List<Expression> terms = Conjuncts.of(filter.predicate());
        if (!terms.removeIf(term -> term instanceof Expression.IsNull(Expression.Column column) && isSet(column.index(), other, join.condition()))) {
            return null;
        }
        // the columns that become NULL keep their ids above
        FreshColumns.Copy partners = FreshColumns.of(other, context);
        Expression condition = join.condition() == null ? null : ColumnReplacement.replace(join.condition(), partners.references());
        Join anti = new Join(Join.Kind.ANTI, kept, partners.plan(), condition, null, false, false, join.origin());
        Set<Integer> left = ColumnUses.outputs(kept);
        List<Expression> expressions = new ArrayList<>();
        for (LogicalColumn column : join.columns()) {
            expressions.add(left.contains(column.id()) ? column.reference() : Expression.Literal.ofNull(column.type()));
        }
        return PushFilters.filtered(new LogicalPlan.Project(anti, join.columns(), expressions), terms);
    }

    /// Whether the column of the side is set in each row of it that fulfils the condition.
    private static boolean isSet(int column, LogicalPlan side, Expression condition) {
        return ColumnUses.outputs(side).contains(column)
                && (condition != null && NullRejection.rejects(condition, Set.of(column)) || Nullability.nonNull(side).contains(column));
    }
}
