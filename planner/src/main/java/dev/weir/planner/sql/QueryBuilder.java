package dev.weir.planner.sql;

import static dev.weir.planner.sql.SyntaxBuilder.position;

import dev.weir.exec.error.Position;
import dev.weir.planner.sql.QueryBody.SetOperator;
import dev.weir.planner.sql.SortItem.NullOrder;
import dev.weir.planner.sql.WindowFrame.Bound;
import dev.weir.planner.sql.WindowFrame.BoundKind;
import dev.weir.planner.sql.WindowFrame.Exclusion;
import dev.weir.planner.sql.WindowFrame.Unit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builds queries and the clauses of a SELECT.
final class QueryBuilder {
    private final SyntaxBuilder shared;

    QueryBuilder(SyntaxBuilder shared) {
        this.shared = shared;
    }

    Query query(WeirSqlParser.QueryContext context) {
        Optional<With> with = context.with() == null ? Optional.empty() : Optional.of(with(context.with()));
        QueryBody body = term(context.queryTerm());
        List<SortItem> orderBy = sortItems(context.sortItem());
        Optional<SqlExpression> offset = Optional.empty();
        Optional<SqlExpression> limit = Optional.empty();
        boolean withTies = false;
        WeirSqlParser.RowLimitContext rows = context.rowLimit();
        // In the order of the text, so that parameters count right.
        for (int i = 0; i < rows.getChildCount(); i++) {
            switch (rows.getChild(i)) {
                case WeirSqlParser.OffsetContext c -> offset = Optional.of(shared.expressions().expression(c.expression()));
                case WeirSqlParser.LimitContext c -> limit = shared.expressions().optional(c.limitCount().expression());
                case WeirSqlParser.FetchContext c -> {
                    limit = Optional.of(c.expression() != null
                            ? shared.expressions().expression(c.expression())
                            : new Literal.IntegerLiteral(BigInteger.ONE, position(c)));
                    withTies = c.TIES() != null;
                }
                default -> {}
            }
        }
        return new Query(with, body, orderBy, offset, limit, withTies, position(context));
    }

    private With with(WeirSqlParser.WithContext context) {
        List<With.CommonTable> tables = new ArrayList<>();
        for (WeirSqlParser.CommonTableContext table : context.commonTable()) {
            tables.add(new With.CommonTable(
                    shared.identifier(table.identifier()), columns(table.columnAliases()), query(table.query()), position(table)));
        }
        return new With(context.RECURSIVE() != null, tables, position(context));
    }

    List<Identifier> columns(WeirSqlParser.ColumnAliasesContext context) {
        return context == null ? List.of() : shared.identifiers(context.identifier());
    }

    private QueryBody term(WeirSqlParser.QueryTermContext context) {
        shared.checkChain(context.unionTail().size(), context);
        QueryBody left = intersectTerm(context.intersectTerm());
        for (WeirSqlParser.UnionTailContext tail : context.unionTail()) {
            left = new QueryBody.SetOperation(
                    tail.UNION() != null ? SetOperator.UNION : SetOperator.EXCEPT, all(tail.setQuantifier()), left,
                    intersectTerm(tail.intersectTerm()), left.position());
        }
        return left;
    }

    private QueryBody intersectTerm(WeirSqlParser.IntersectTermContext context) {
        shared.checkChain(context.intersectTail().size(), context);
        QueryBody left = primary(context.queryPrimary());
        for (WeirSqlParser.IntersectTailContext tail : context.intersectTail()) {
            left = new QueryBody.SetOperation(
                    SetOperator.INTERSECT, all(tail.setQuantifier()), left, primary(tail.queryPrimary()), left.position());
        }
        return left;
    }

    private static boolean all(WeirSqlParser.SetQuantifierContext context) {
        return context != null && context.ALL() != null;
    }

    private QueryBody primary(WeirSqlParser.QueryPrimaryContext context) {
        return switch (context) {
            case WeirSqlParser.SelectPrimaryContext c -> select(c.select());
            case WeirSqlParser.ValuesPrimaryContext c -> {
                List<List<SqlExpression>> rows = new ArrayList<>();
                for (SqlExpression row : shared.expressions().expressions(c.expression())) {
                    rows.add(row instanceof SqlExpression.Row fields ? fields.fields() : List.of(row));
                }
                yield new QueryBody.Values(rows, position(c));
            }
            case WeirSqlParser.TablePrimaryContext c ->
                    new QueryBody.WholeTable(shared.qualifiedName(c.qualifiedName()), position(c));
            case WeirSqlParser.NestedPrimaryContext c -> new QueryBody.Nested(query(c.query()), position(c));
            default -> throw new IllegalStateException("unknown query form: " + context.getText());
        };
    }

    private QueryBody select(WeirSqlParser.SelectContext context) {
        List<SelectItem> items = new ArrayList<>();
        for (WeirSqlParser.SelectItemContext item : context.selectItem()) {
            items.add(selectItem(item));
        }
        List<Relation> from = new ArrayList<>();
        for (WeirSqlParser.RelationContext relation : context.relation()) {
            from.add(shared.relations().relation(relation));
        }
        Optional<SqlExpression> where = shared.expressions().optional(context.where);
        Optional<GroupBy> groupBy = context.groupBy() == null ? Optional.empty() : Optional.of(groupBy(context.groupBy()));
        Optional<SqlExpression> having = shared.expressions().optional(context.having);
        Optional<SqlExpression> qualify = shared.expressions().optional(context.qualify);
        List<NamedWindow> windows = new ArrayList<>();
        for (WeirSqlParser.NamedWindowContext window : context.namedWindow()) {
            windows.add(new NamedWindow(
                    shared.identifier(window.identifier()), window(window.windowDefinition()), position(window)));
        }
        return new QueryBody.Select(
                context.setQuantifier() != null && context.setQuantifier().DISTINCT() != null, items, from, where, groupBy,
                having, qualify, windows, position(context));
    }

    private SelectItem selectItem(WeirSqlParser.SelectItemContext context) {
        Position position = position(context);
        return switch (context) {
            case WeirSqlParser.AllColumnsContext c ->
                    new SelectItem.Star(Optional.empty(), exclude(c.starExclude()), replace(c.starReplace()), position);
            case WeirSqlParser.TableColumnsContext c ->
                    new SelectItem.Star(
                            Optional.of(shared.qualifiedName(c.qualifiedName())), exclude(c.starExclude()),
                            replace(c.starReplace()), position);
            case WeirSqlParser.SingleColumnContext c ->
                    new SelectItem.Single(shared.expressions().expression(c.expression()), alias(c), position);
            default -> throw new IllegalStateException("unknown select item: " + context.getText());
        };
    }

    private Optional<Identifier> alias(WeirSqlParser.SingleColumnContext context) {
        if (context.bareAlias() != null) {
            return Optional.of(shared.identifier(context.bareAlias()));
        }
        if (context.asAlias() == null) {
            return Optional.empty();
        }
        WeirSqlParser.AsAliasContext alias = context.asAlias();
        return Optional.of(alias.STRING() != null
                ? new Identifier(shared.string(alias.STRING()), true, position(alias))
                : shared.identifier(alias.identifier()));
    }

    private List<Identifier> exclude(WeirSqlParser.StarExcludeContext context) {
        return context == null ? List.of() : shared.identifiers(context.identifier());
    }

    private List<SelectItem.Replacement> replace(WeirSqlParser.StarReplaceContext context) {
        List<SelectItem.Replacement> replacements = new ArrayList<>();
        if (context != null) {
            for (WeirSqlParser.ReplacementContext item : context.replacement()) {
                replacements.add(new SelectItem.Replacement(
                        shared.expressions().expression(item.expression()), shared.identifier(item.identifier()), position(item)));
            }
        }
        return replacements;
    }

    private GroupBy groupBy(WeirSqlParser.GroupByContext context) {
        if (context.ALL() != null) {
            return new GroupBy(true, false, List.of(), position(context));
        }
        boolean distinct = context.setQuantifier() != null && context.setQuantifier().DISTINCT() != null;
        return new GroupBy(false, distinct, grouping(context.groupingElement()), position(context));
    }

    private List<GroupingElement> grouping(List<WeirSqlParser.GroupingElementContext> contexts) {
        List<GroupingElement> elements = new ArrayList<>();
        for (WeirSqlParser.GroupingElementContext context : contexts) {
            Position position = position(context);
            elements.add(switch (context) {
                case WeirSqlParser.RollupContext c -> new GroupingElement.Rollup(grouping(c.groupingElement()), position);
                case WeirSqlParser.CubeContext c -> new GroupingElement.Cube(grouping(c.groupingElement()), position);
                case WeirSqlParser.GroupingSetsContext c -> new GroupingElement.Sets(grouping(c.groupingElement()), position);
                case WeirSqlParser.EmptySetContext _ -> new GroupingElement.Set(List.of(), position);
                case WeirSqlParser.GroupingExpressionContext c -> {
                    SqlExpression value = shared.expressions().expression(c.expression());
                    yield value instanceof SqlExpression.Row row
                            ? new GroupingElement.Set(row.fields(), position)
                            : new GroupingElement.Single(value, position);
                }
                default -> throw new IllegalStateException("unknown grouping: " + context.getText());
            });
        }
        return elements;
    }

    List<SortItem> sortItems(List<WeirSqlParser.SortItemContext> contexts) {
        List<SortItem> items = new ArrayList<>();
        for (WeirSqlParser.SortItemContext context : contexts) {
            NullOrder nulls = context.FIRST() != null ? NullOrder.FIRST : context.LAST() != null ? NullOrder.LAST : NullOrder.UNSPECIFIED;
            items.add(new SortItem(
                    shared.expressions().expression(context.expression()), context.DESC() != null, nulls, position(context)));
        }
        return items;
    }

    WindowReference over(WeirSqlParser.OverContext context) {
        return context.identifier() != null
                ? new WindowReference.Named(shared.identifier(context.identifier()), position(context))
                : window(context.windowDefinition());
    }

    private Window window(WeirSqlParser.WindowDefinitionContext context) {
        return new Window(
                context.base == null ? Optional.empty() : Optional.of(shared.identifier(context.base)),
                shared.expressions().expressions(context.expression()),
                sortItems(context.sortItem()),
                context.windowFrame() == null ? Optional.empty() : Optional.of(frame(context.windowFrame())),
                position(context));
    }

    private WindowFrame frame(WeirSqlParser.WindowFrameContext context) {
        Unit unit = context.ROWS() != null ? Unit.ROWS : context.RANGE() != null ? Unit.RANGE : Unit.GROUPS;
        Bound start = bound(context.frameBound(0));
        Bound end = context.frameBound().size() == 2
                ? bound(context.frameBound(1))
                : new Bound(BoundKind.CURRENT_ROW, Optional.empty(), start.position());
        Exclusion exclusion = context.TIES() != null
                ? Exclusion.TIES
                : context.GROUP() != null ? Exclusion.GROUP : context.CURRENT() != null ? Exclusion.CURRENT_ROW : Exclusion.NO_OTHERS;
        return new WindowFrame(unit, start, end, exclusion, position(context));
    }

    private Bound bound(WeirSqlParser.FrameBoundContext context) {
        boolean preceding = context.PRECEDING() != null;
        if (context.UNBOUNDED() != null) {
            return new Bound(preceding ? BoundKind.UNBOUNDED_PRECEDING : BoundKind.UNBOUNDED_FOLLOWING, Optional.empty(), position(context));
        }
        if (context.CURRENT() != null) {
            return new Bound(BoundKind.CURRENT_ROW, Optional.empty(), position(context));
        }
        SqlExpression offset = shared.expressions().value(context.value());
        return new Bound(preceding ? BoundKind.PRECEDING : BoundKind.FOLLOWING, Optional.of(offset), position(context));
    }
}
