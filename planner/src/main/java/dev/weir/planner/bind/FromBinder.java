package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.bind.Scope.Field;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.catalog.TableDescription.ColumnDescription;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.JoinCondition;
import dev.weir.planner.sql.QualifiedName;
import dev.weir.planner.sql.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Binds the items of a FROM clause and joins them.
final class FromBinder {
    private final BindContext context;
    private final CommonTables commonTables;
    private final Scope outer;

    FromBinder(BindContext context, CommonTables commonTables, Scope outer) {
        this.context = context;
        this.commonTables = commonTables;
        this.outer = outer;
    }

    /// A plan and the names of its columns.
    record From(LogicalPlan plan, List<Field> fields) {
        From {
            fields = List.copyOf(fields);
        }
    }

    /// Binds the clause: a cross product of its items, each LATERAL one over those before it. No item: one row, no column.
    From bind(List<Relation> relations) {
        if (relations.isEmpty()) {
            return new From(new LogicalPlan.Values(List.of(), List.of(List.of())), List.of());
        }
        From left = relation(relations.getFirst(), List.of());
        for (Relation relation : relations.subList(1, relations.size())) {
            From right = relation(relation, left.fields());
            left = new From(
                    join(LogicalPlan.Join.Kind.INNER, left.plan(), right.plan(), null, relation.position()), both(left.fields(), right.fields()));
        }
        return left;
    }

    /// @param before what a LATERAL item sees
    private From relation(Relation relation, List<Field> before) {
        return switch (relation) {
            case Relation.TableReference r -> table(r.name());
            case Relation.FileReference r -> file(r);
            case Relation.Subquery r -> {
                Scope scope = r.lateral() ? new Scope(before, outer) : outer;
                yield derived(new QueryBinder(context, commonTables).bind(r.query(), scope), List.of());
            }
            case Relation.Aliased r -> aliased(r, before);
            case Relation.Join r -> join(r, before);
            case Relation.Unnest r -> throw BindContext.notSupported("UNNEST", r.position());
            case Relation.TableFunction r -> throw BindContext.notSupported("table function " + r.name(), r.position());
            case Relation.Sample r -> throw BindContext.notSupported("TABLESAMPLE", r.position());
        };
    }

    /// The result of a query as a table. A column that it has twice becomes two: grouping sets tell them apart.
    private From derived(BoundQuery result, List<String> relation) {
        BoundQuery query = Set.copyOf(result.columns()).size() == result.columns().size() ? result : result.positional(context);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < query.columns().size(); i++) {
            fields.add(new Field(relation, query.names().get(i), query.columns().get(i), false));
        }
        return new From(query.plan(), fields);
    }

    private From table(QualifiedName name) {
        if (name.parts().size() == 1) {
            Optional<CommonTables.CommonTable> common = commonTables.find(name.last());
            if (common.isPresent()) {
                return common(common.get(), name);
            }
        }
        Optional<From> metadata = InformationSchema.bind(name, context);
        return metadata.isPresent() ? metadata.get() : scan(new TableResolver(context).table(name));
    }

    private From common(CommonTables.CommonTable table, QualifiedName name) {
        return switch (table) {
            case CommonTables.CommonTable.Shared shared -> {
                shared.used()[0] = true;
                List<LogicalColumn> columns = new ArrayList<>();
                for (LogicalColumn source : shared.query().columns()) {
                    columns.add(context.column(source.name(), source.type()));
                }
                LogicalPlan plan = new LogicalPlan.SharedRef(shared.id(), columns, shared.query().columns());
                yield derived(new BoundQuery(plan, shared.names(), columns), List.of(name.last().text()));
            }
            case CommonTables.CommonTable.Repeated repeated -> {
                BoundQuery query = new QueryBinder(context, repeated.visible()).common(repeated.syntax(), repeated.scope());
                yield derived(query, List.of(name.last().text()));
            }
            case CommonTables.CommonTable.Unfinished _ -> throw BindContext.notSupported("WITH RECURSIVE", name.position());
        };
    }

    private From file(Relation.FileReference reference) {
        TableDescription table = context.catalog().file(reference.path()).orElseThrow(() -> new QueryException(
                ErrorCode.NOT_SUPPORTED, "A file in FROM needs the embedded engine: " + reference.path(), reference.position(),
                "start it with weir sql --data DIR"));
        if (!table.problem().isEmpty()) {
            throw QueryException.unreadableTable(table.name(), table.problem()).at(reference.position());
        }
        return scan(table);
    }

    private From scan(TableDescription table) {
        TableName name = table.name();
        List<String> relation = List.of(name.domain(), name.product(), name.table());
        List<LogicalColumn> columns = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (ColumnDescription description : table.columns()) {
            LogicalColumn column = context.column(description.name(), description.type());
            sources.add(columns.size());
            columns.add(column);
            fields.add(new Field(relation, description.name(), column, false));
        }
        return new From(new LogicalPlan.Scan(table, columns, sources, null), fields);
    }

    private From aliased(Relation.Aliased aliased, List<Field> before) {
        From inner = relation(aliased.relation(), before);
        List<Field> fields = new ArrayList<>();
        List<Identifier> names = aliased.columns();
        for (Field field : inner.fields()) {
            if (!field.qualifiedOnly()) {
                String name = fields.size() < names.size() ? names.get(fields.size()).text() : field.name();
                fields.add(new Field(List.of(aliased.alias().text()), name, field.column(), false));
            }
        }
        if (!names.isEmpty() && names.size() != fields.size()) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH, "Column list has " + names.size() + " names for " + fields.size() + " columns: "
                            + aliased.alias().text(), names.getFirst().position());
        }
        return new From(inner.plan(), fields);
    }

    private From join(Relation.Join join, List<Field> before) {
        From left = relation(join.left(), before);
        From right = relation(join.right(), both(before, left.fields()));
        LogicalPlan.Join.Kind kind = switch (join.type()) {
            case INNER, CROSS -> LogicalPlan.Join.Kind.INNER;
            case LEFT -> LogicalPlan.Join.Kind.LEFT;
            case RIGHT -> LogicalPlan.Join.Kind.RIGHT;
            case FULL -> LogicalPlan.Join.Kind.FULL;
        };
        if (join.condition().isEmpty()) {
            return new From(join(kind, left.plan(), right.plan(), null, join.position()), both(left.fields(), right.fields()));
        }
        return switch (join.condition().get()) {
            case JoinCondition.On on -> on(kind, left, right, on, join.position());
            case JoinCondition.Using using -> using(kind, left, right, using.columns(), join.position());
            case JoinCondition.Natural natural -> using(kind, left, right, shared(left, right, natural.position()), join.position());
        };
    }

    private From on(LogicalPlan.Join.Kind kind, From left, From right, JoinCondition.On on, Position position) {
        List<Field> fields = both(left.fields(), right.fields());
        LogicalPlan product = join(LogicalPlan.Join.Kind.INNER, left.plan(), right.plan(), null, position);
        ExpressionBinder binder = new ExpressionBinder(context, new Scope(fields, outer), commonTables, product, "ON");
        Expression condition = binder.condition(on.condition());
        if (binder.plan() == product) {
            return new From(join(kind, left.plan(), right.plan(), condition, position), fields);
        }
        // A subquery joined itself to the product: an inner join is a filter over that.
        return switch (kind) {
            case INNER -> new From(new LogicalPlan.Filter(binder.plan(), condition), fields);
            case LEFT -> new From(filteredPerRow(left.plan(), right.plan(), fields, on, position), fields);
            case RIGHT -> new From(filteredPerRow(right.plan(), left.plan(), fields, on, position), fields);
            case FULL, SEMI, ANTI, MARK, SINGLE -> throw BindContext.notSupported("subquery in the ON of a full join", on.position());
        };
    }

    /// Keeps every row of one side with the rows of the other that a condition with subqueries lets pass: a dependent join
    /// with that filter on the other side.
    private LogicalPlan filteredPerRow(LogicalPlan kept, LogicalPlan other, List<Field> fields, JoinCondition.On on, Position position) {
        ExpressionBinder binder = new ExpressionBinder(context, new Scope(fields, outer), commonTables, other, "ON");
        Expression condition = binder.condition(on.condition());
        return join(LogicalPlan.Join.Kind.LEFT, kept, new LogicalPlan.Filter(binder.plan(), condition), null, position);
    }

    /// The names that both sides have, in the left side's order.
    private static List<Identifier> shared(From left, From right, Position position) {
        Set<String> names = new HashSet<>();
        for (Field field : right.fields()) {
            if (!field.qualifiedOnly()) {
                names.add(field.name());
            }
        }
        Set<String> shared = new LinkedHashSet<>();
        for (Field field : left.fields()) {
            if (!field.qualifiedOnly() && names.contains(field.name())) {
                shared.add(field.name());
            }
        }
        return shared.stream().map(name -> new Identifier(name, true, position)).toList();
    }

    /// Joins on equal names; the merged column comes first, and its sides are reached by `t.c` only.
    private From using(LogicalPlan.Join.Kind kind, From left, From right, List<Identifier> names, Position position) {
        Coercion coercion = new Coercion(context);
        List<Expression> terms = new ArrayList<>();
        List<LogicalColumn> leftSides = new ArrayList<>();
        List<LogicalColumn> rightSides = new ArrayList<>();
        List<Expression> leftValues = new ArrayList<>();
        List<Expression> rightValues = new ArrayList<>();
        for (Identifier name : names) {
            leftSides.add(side(left, name, "left"));
            rightSides.add(side(right, name, "right"));
            List<Expression> sides = coercion.unify(
                    List.of(
                            new Operand(leftSides.getLast().reference(), name.position()),
                            new Operand(rightSides.getLast().reference(), name.position())),
                    "USING");
            leftValues.add(sides.get(0));
            rightValues.add(sides.get(1));
            terms.add(new Expression.Comparison(Expression.Comparison.Operator.EQUAL, sides.get(0), sides.get(1)));
        }
        Expression condition = terms.isEmpty() ? null : terms.size() == 1 ? terms.getFirst() : new Expression.And(terms);
        LogicalPlan plan = join(kind, left.plan(), right.plan(), condition, position);
        List<LogicalColumn> merged = new ArrayList<>(kind == LogicalPlan.Join.Kind.RIGHT ? rightSides : leftSides);
        if (kind == LogicalPlan.Join.Kind.FULL && !names.isEmpty()) {
            merged.clear();
            List<LogicalColumn> columns = new ArrayList<>(plan.columns());
            List<Expression> expressions = new ArrayList<>();
            for (LogicalColumn column : columns) {
                expressions.add(column.reference());
            }
            for (int i = 0; i < names.size(); i++) {
                Expression either = new Expression.Coalesce(List.of(leftValues.get(i), rightValues.get(i)));
                merged.add(context.column(names.get(i).text(), either.type()));
                columns.add(merged.getLast());
                expressions.add(either);
            }
            plan = new LogicalPlan.Project(plan, columns, expressions);
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(new Field(List.of(), names.get(i).text(), merged.get(i), false));
        }
        addSide(left.fields(), leftSides, fields);
        addSide(right.fields(), rightSides, fields);
        return new From(plan, fields);
    }

    private static LogicalColumn side(From from, Identifier name, String side) {
        List<Field> fields = new Scope(from.fields(), null).matches(List.of(name));
        if (fields.isEmpty()) {
            throw new QueryException(
                    ErrorCode.COLUMN_NOT_FOUND, "Column of USING is not on the " + side + " side: " + name.text(), name.position(),
                    Suggestions.didYouMean(name.text(), new Scope(from.fields(), null).names()));
        }
        if (fields.size() > 1) {
            throw new QueryException(
                    ErrorCode.AMBIGUOUS_COLUMN, "Column of USING is ambiguous on the " + side + " side: " + name.text(), name.position());
        }
        return fields.getFirst().column();
    }

    private static void addSide(List<Field> side, List<LogicalColumn> merged, List<Field> fields) {
        for (Field field : side) {
            boolean hidden = field.qualifiedOnly() || merged.contains(field.column());
            // A column merged before, without a table of its own, is replaced by the new one.
            if (!hidden || !field.relation().isEmpty()) {
                fields.add(new Field(field.relation(), field.name(), field.column(), hidden));
            }
        }
    }

    private static LogicalPlan join(
            LogicalPlan.Join.Kind kind, LogicalPlan left, LogicalPlan right, Expression condition, Position position) {
        boolean correlated = FreeColumns.dependsOn(right, left.columns());
        if (correlated && (kind == LogicalPlan.Join.Kind.RIGHT || kind == LogicalPlan.Join.Kind.FULL)) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "LATERAL is not allowed on the right of a " + kind + " join", position);
        }
        return new LogicalPlan.Join(kind, left, right, condition, null, false, correlated);
    }

    private static List<Field> both(List<Field> left, List<Field> right) {
        List<Field> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }
}
