package dev.weir.planner.sql;

import dev.weir.planner.sql.SortItem.NullOrder;
import dev.weir.planner.sql.WindowFrame.Exclusion;
import java.util.List;

/// Prints queries, their clauses and relations.
final class QueryFormatter {
    private final StringBuilder out;
    private final ExpressionFormatter expressions;

    QueryFormatter(StringBuilder out) {
        this.out = out;
        this.expressions = new ExpressionFormatter(out);
    }

    void query(Query query) {
        query.with().ifPresent(this::with);
        body(query.body());
        if (!query.orderBy().isEmpty()) {
            out.append(' ');
            orderBy(query.orderBy());
        }
        query.offset().ifPresent(offset -> {
            out.append(" OFFSET ");
            expressions.expression(offset);
            out.append(" ROWS");
        });
        query.limit().ifPresent(limit -> {
            out.append(query.withTies() ? " FETCH FIRST " : " LIMIT ");
            expressions.expression(limit);
            out.append(query.withTies() ? " ROWS WITH TIES" : "");
        });
    }

    private void with(With with) {
        out.append(with.recursive() ? "WITH RECURSIVE " : "WITH ");
        String separator = "";
        for (With.CommonTable table : with.tables()) {
            out.append(separator).append(table.name());
            columns(table.columns());
            out.append(" AS (");
            query(table.query());
            out.append(')');
            separator = ", ";
        }
        out.append(' ');
    }

    private void columns(List<Identifier> columns) {
        if (!columns.isEmpty()) {
            out.append(" (");
            SqlFormatter.identifiers(out, columns);
            out.append(')');
        }
    }

    private void body(QueryBody body) {
        switch (body) {
            case QueryBody.Select select -> select(select);
            case QueryBody.SetOperation e -> {
                body(e.left());
                out.append(' ').append(e.operator()).append(e.all() ? " ALL " : " ");
                body(e.right());
            }
            case QueryBody.Values values -> {
                String separator = "VALUES ";
                for (List<SqlExpression> row : values.rows()) {
                    out.append(separator).append('(');
                    expressions.list(row);
                    out.append(')');
                    separator = ", ";
                }
            }
            case QueryBody.WholeTable table -> out.append("TABLE ").append(table.name());
            case QueryBody.Nested nested -> {
                out.append('(');
                query(nested.query());
                out.append(')');
            }
        }
    }

    private void select(QueryBody.Select select) {
        out.append(select.distinct() ? "SELECT DISTINCT " : "SELECT ");
        String separator = "";
        for (SelectItem item : select.items()) {
            out.append(separator);
            item(item);
            separator = ", ";
        }
        separator = " FROM ";
        for (Relation relation : select.from()) {
            out.append(separator);
            relation(relation);
            separator = ", ";
        }
        select.where().ifPresent(where -> clause(" WHERE ", where));
        select.groupBy().ifPresent(this::groupBy);
        select.having().ifPresent(having -> clause(" HAVING ", having));
        select.qualify().ifPresent(qualify -> clause(" QUALIFY ", qualify));
        separator = " WINDOW ";
        for (NamedWindow window : select.windows()) {
            out.append(separator).append(window.name()).append(" AS ");
            windowReference(window.window());
            separator = ", ";
        }
    }

    private void clause(String word, SqlExpression expression) {
        out.append(word);
        expressions.expression(expression);
    }

    private void item(SelectItem item) {
        switch (item) {
            case SelectItem.Single single -> {
                expressions.expression(single.value());
                single.alias().ifPresent(alias -> out.append(" AS ").append(alias));
            }
            case SelectItem.Star star -> {
                star.qualifier().ifPresent(qualifier -> out.append(qualifier).append('.'));
                out.append('*');
                if (!star.exclude().isEmpty()) {
                    out.append(" EXCLUDE (");
                    SqlFormatter.identifiers(out, star.exclude());
                    out.append(')');
                }
                String separator = " REPLACE (";
                for (SelectItem.Replacement replacement : star.replace()) {
                    clause(separator, replacement.value());
                    out.append(" AS ").append(replacement.column());
                    separator = ", ";
                }
                out.append(star.replace().isEmpty() ? "" : ")");
            }
        }
    }

    private void groupBy(GroupBy groupBy) {
        out.append(" GROUP BY ").append(groupBy.all() ? "ALL" : groupBy.distinct() ? "DISTINCT " : "");
        grouping(groupBy.elements());
    }

    private void grouping(List<GroupingElement> elements) {
        String separator = "";
        for (GroupingElement element : elements) {
            out.append(separator);
            separator = ", ";
            switch (element) {
                case GroupingElement.Single single -> expressions.expression(single.value());
                case GroupingElement.Set set -> {
                    // One field makes no row in parentheses, so it takes the word.
                    out.append(set.values().size() == 1 ? "ROW(" : "(");
                    expressions.list(set.values());
                    out.append(')');
                }
                case GroupingElement.Rollup e -> nested("ROLLUP (", e.elements());
                case GroupingElement.Cube e -> nested("CUBE (", e.elements());
                case GroupingElement.Sets e -> nested("GROUPING SETS (", e.elements());
            }
        }
    }

    private void nested(String word, List<GroupingElement> elements) {
        out.append(word);
        grouping(elements);
        out.append(')');
    }

    void orderBy(List<SortItem> items) {
        String separator = "ORDER BY ";
        for (SortItem item : items) {
            clause(separator, item.value());
            out.append(item.descending() ? " DESC" : "");
            out.append(item.nulls() == NullOrder.UNSPECIFIED ? "" : " NULLS " + item.nulls());
            separator = ", ";
        }
    }

    void windowReference(WindowReference reference) {
        switch (reference) {
            case WindowReference.Named named -> out.append(named.name());
            case Window window -> {
                String separator = "(";
                if (window.base().isPresent()) {
                    out.append(separator).append(window.base().get());
                    separator = " ";
                }
                if (!window.partitionBy().isEmpty()) {
                    out.append(separator).append("PARTITION BY ");
                    expressions.list(window.partitionBy());
                    separator = " ";
                }
                if (!window.orderBy().isEmpty()) {
                    out.append(separator);
                    orderBy(window.orderBy());
                    separator = " ";
                }
                if (window.frame().isPresent()) {
                    out.append(separator);
                    frame(window.frame().get());
                    separator = " ";
                }
                out.append(separator.equals("(") ? "()" : ")");
            }
        }
    }

    private void frame(WindowFrame frame) {
        out.append(frame.unit()).append(" BETWEEN ");
        bound(frame.start());
        out.append(" AND ");
        bound(frame.end());
        if (frame.exclusion() != Exclusion.NO_OTHERS) {
            out.append(" EXCLUDE ").append(frame.exclusion().name().replace('_', ' '));
        }
    }

    private void bound(WindowFrame.Bound bound) {
        bound.offset().ifPresent(offset -> {
            // A bound's offset may be no predicate: parentheses suit every form.
            out.append('(');
            expressions.expression(offset);
            out.append(") ");
        });
        out.append(bound.kind().name().replace('_', ' '));
    }

    private void relation(Relation relation) {
        switch (relation) {
            case Relation.TableReference table -> out.append(table.name());
            case Relation.FileReference file -> out.append(SqlFormatter.string(file.path()));
            case Relation.Subquery subquery -> {
                out.append(subquery.lateral() ? "LATERAL (" : "(");
                query(subquery.query());
                out.append(')');
            }
            case Relation.Unnest unnest -> {
                out.append("UNNEST(");
                expressions.list(unnest.values());
                out.append(unnest.withOrdinality() ? ") WITH ORDINALITY" : ")");
            }
            case Relation.TableFunction function -> {
                out.append(function.lateral() ? "LATERAL " : "").append(function.name()).append('(');
                expressions.arguments(function.arguments());
                out.append(')');
            }
            case Relation.Aliased aliased -> {
                primary(aliased.relation(), aliased.relation() instanceof Relation.Aliased);
                out.append(" AS ").append(aliased.alias());
                columns(aliased.columns());
            }
            case Relation.Join join -> join(join);
            case Relation.Sample sample -> {
                primary(sample.relation(), false);
                out.append(" TABLESAMPLE ").append(sample.method()).append(" (");
                expressions.expression(sample.percentage());
                out.append(')');
            }
        }
    }

    private void primary(Relation relation, boolean parentheses) {
        boolean wrap = parentheses || relation instanceof Relation.Join || relation instanceof Relation.Sample;
        out.append(wrap ? "(" : "");
        relation(relation);
        out.append(wrap ? ")" : "");
    }

    private void join(Relation.Join join) {
        relation(join.left());
        boolean natural = join.condition().isPresent() && join.condition().get() instanceof JoinCondition.Natural;
        out.append(natural ? " NATURAL " : " ").append(join.type()).append(" JOIN ");
        boolean wrap = join.right() instanceof Relation.Join;
        out.append(wrap ? "(" : "");
        relation(join.right());
        out.append(wrap ? ")" : "");
        if (join.condition().isPresent()) {
            switch (join.condition().get()) {
                case JoinCondition.On on -> clause(" ON ", on.condition());
                case JoinCondition.Using using -> {
                    out.append(" USING (");
                    SqlFormatter.identifiers(out, using.columns());
                    out.append(')');
                }
                case JoinCondition.Natural _ -> {}
            }
        }
    }
}
