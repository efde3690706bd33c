package dev.weir.exec.operator.project;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rewrites a list of expressions so that one which is part of another is computed once: the larger reads its column. Nothing
/// is computed that was not asked for, so no error can come of it that would not come anyway.
///
/// @param order       indexes of the expressions to compute, the smaller ones first; plain columns are not among them
/// @param expressions by index; column `width + k` is the result of the k-th in the order
record SharedTerms(List<Integer> order, List<Expression> expressions) {
    /// @param width columns of the input
    static SharedTerms of(List<Expression> expressions, int width) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            if (!(expressions.get(i) instanceof Expression.Column)) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparingInt(index -> size(expressions.get(index))));
        List<Expression> rewritten = new ArrayList<>(expressions);
        List<Expression> known = new ArrayList<>();
        for (int index : order) {
            Expression expression = expressions.get(index);
            rewritten.set(index, replace(expression, known, width));
            known.add(expression);
        }
        return new SharedTerms(List.copyOf(order), List.copyOf(rewritten));
    }

    private static int size(Expression expression) {
        int size = 1;
        for (Expression child : expression.children()) {
            size += size(child);
        }
        return size;
    }

    private static Expression replace(Expression expression, List<Expression> known, int width) {
        if (expression instanceof Expression.Column || expression instanceof Expression.Literal) {
            return expression;
        }
        int place = known.indexOf(expression);
        if (place >= 0 && ExpressionFacts.deterministic(expression)) {
            return new Expression.Column(width + place, expression.type());
        }
        List<Expression> children = new ArrayList<>(expression.children().size());
        for (Expression child : expression.children()) {
            children.add(replace(child, known, width));
        }
        return children.equals(expression.children()) ? expression : expression.withChildren(children);
    }
}
