package dev.weir.planner.sql;

import dev.weir.planner.sql.SqlExpression.ArithmeticOperator;
import dev.weir.planner.sql.SqlExpression.NullTreatment;
import java.util.List;

/// Prints expressions, with parentheses only where the tree differs from what precedence would make of the text.
final class ExpressionFormatter {
    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int PREDICATE = 4;
    private static final int CONCATENATION = 5;
    private static final int SUM = 6;
    private static final int PRODUCT = 7;
    private static final int SIGN = 8;
    private static final int POSTFIX = 9;
    private static final int PRIMARY = 10;

    private final StringBuilder out;

    ExpressionFormatter(StringBuilder out) {
        this.out = out;
    }

    private static int level(SqlExpression expression) {
        return switch (expression) {
            case SqlExpression.Logical e -> e.operator() == SqlExpression.LogicalOperator.OR ? OR : AND;
            case SqlExpression.Not _ -> NOT;
            case SqlExpression.Comparison _, SqlExpression.Between _, SqlExpression.InList _, SqlExpression.InSubquery _,
                    SqlExpression.Quantified _, SqlExpression.Like _, SqlExpression.IsNull _, SqlExpression.IsTruth _ -> PREDICATE;
            case SqlExpression.Arithmetic e -> level(e.operator());
            case SqlExpression.Negate _ -> SIGN;
            case SqlExpression.Subscript _, SqlExpression.FieldAccess _, SqlExpression.AtTimeZone _ -> POSTFIX;
            default -> PRIMARY;
        };
    }

    private static int level(ArithmeticOperator operator) {
        return switch (operator) {
            case CONCATENATE -> CONCATENATION;
            case ADD, SUBTRACT -> SUM;
            case MULTIPLY, DIVIDE, MODULO -> PRODUCT;
        };
    }

    private void operand(SqlExpression expression, int least) {
        if (level(expression) < least) {
            out.append('(');
            expression(expression);
            out.append(')');
        } else {
            expression(expression);
        }
    }

    void list(List<SqlExpression> expressions) {
        String separator = "";
        for (SqlExpression expression : expressions) {
            out.append(separator);
            expression(expression);
            separator = ", ";
        }
    }

    private ExpressionFormatter text(String text) {
        out.append(text);
        return this;
    }

    private void query(Query query) {
        out.append('(');
        new QueryFormatter(out).query(query);
        out.append(')');
    }

    void expression(SqlExpression expression) {
        switch (expression) {
            case Literal literal -> literal(literal);
            case SqlExpression.ColumnReference e -> out.append(e.name());
            case SqlExpression.Parameter _ -> out.append('?');
            case SqlExpression.Negate e -> {
                out.append('-');
                // Two minus signs in a row would start a comment.
                operand(e.operand(), e.operand() instanceof SqlExpression.Negate ? PRIMARY : SIGN);
            }
            case SqlExpression.Arithmetic e -> {
                int level = level(e.operator());
                operand(e.left(), level);
                text(" ").text(e.operator().symbol()).text(" ");
                operand(e.right(), level + 1);
            }
            case SqlExpression.Comparison e -> {
                operand(e.left(), PREDICATE);
                text(" ").text(e.operator().symbol()).text(" ");
                operand(e.right(), CONCATENATION);
            }
            case SqlExpression.Not e -> {
                out.append("NOT ");
                operand(e.operand(), NOT);
            }
            case SqlExpression.Logical e -> {
                String separator = "";
                for (SqlExpression term : e.terms()) {
                    out.append(separator);
                    operand(term, level(e) + 1);
                    separator = " " + e.operator() + " ";
                }
            }
            case SqlExpression.Between e -> {
                operand(e.value(), PREDICATE);
                text(e.negated() ? " NOT" : "").text(" BETWEEN ").text(e.symmetric() ? "SYMMETRIC " : "");
                operand(e.low(), CONCATENATION);
                out.append(" AND ");
                operand(e.high(), CONCATENATION);
            }
            case SqlExpression.InList e -> {
                operand(e.value(), PREDICATE);
                text(e.negated() ? " NOT IN (" : " IN (").list(e.list());
                out.append(')');
            }
            case SqlExpression.InSubquery e -> {
                operand(e.value(), PREDICATE);
                text(e.negated() ? " NOT IN " : " IN ").query(e.query());
            }
            case SqlExpression.Exists e -> text("EXISTS ").query(e.query());
            case SqlExpression.Quantified e -> {
                operand(e.value(), PREDICATE);
                text(" ").text(e.operator().symbol()).text(" ").text(e.quantifier().name()).text(" ").query(e.query());
            }
            case SqlExpression.ScalarSubquery e -> query(e.query());
            case SqlExpression.Like e -> {
                operand(e.value(), PREDICATE);
                text(e.negated() ? " NOT" : "").text(e.ignoreCase() ? " ILIKE " : " LIKE ").operand(e.pattern(), CONCATENATION);
                e.escape().ifPresent(escape -> text(" ESCAPE ").operand(escape, CONCATENATION));
            }
            case SqlExpression.IsNull e -> {
                operand(e.value(), PREDICATE);
                out.append(e.negated() ? " IS NOT NULL" : " IS NULL");
            }
            case SqlExpression.IsTruth e -> {
                operand(e.value(), PREDICATE);
                text(e.negated() ? " IS NOT " : " IS ").text(e.truth().name());
            }
            case SqlExpression.Case e -> caseExpression(e);
            case SqlExpression.Cast e -> {
                text(e.nullOnFailure() ? "TRY_CAST(" : "CAST(").expression(e.value());
                out.append(" AS ");
                SqlFormatter.type(out, e.type());
                out.append(')');
            }
            case SqlExpression.Extract e -> {
                text("EXTRACT(").text(SqlFormatter.identifier(e.field())).text(" FROM ").expression(e.value());
                out.append(')');
            }
            case SqlExpression.FunctionCall e -> functionCall(e);
            case SqlExpression.AtTimeZone e -> {
                operand(e.value(), POSTFIX);
                out.append(" AT TIME ZONE ");
                operand(e.zone(), PRIMARY);
            }
            case SqlExpression.CurrentValue e -> {
                out.append(e.kind());
                e.precision().ifPresent(precision -> out.append('(').append(precision).append(')'));
            }
            case SqlExpression.Row e -> {
                text("ROW(").list(e.fields());
                out.append(')');
            }
            case SqlExpression.ArrayConstructor e -> {
                text("ARRAY[").list(e.elements());
                out.append(']');
            }
            case SqlExpression.Subscript e -> {
                operand(e.value(), POSTFIX);
                text("[").expression(e.index());
                out.append(']');
            }
            case SqlExpression.FieldAccess e -> {
                // A name before the dot would read as one longer name.
                operand(e.value(), e.value() instanceof SqlExpression.ColumnReference ? PRIMARY + 1 : POSTFIX);
                out.append('.').append(e.field());
            }
        }
    }

    private void literal(Literal literal) {
        switch (literal) {
            case Literal.NullLiteral _ -> out.append("NULL");
            case Literal.BooleanLiteral e -> out.append(e.value() ? "TRUE" : "FALSE");
            case Literal.IntegerLiteral e -> out.append(e.value());
            case Literal.DecimalLiteral e -> {
                String digits = e.value().toPlainString();
                out.append(digits).append(digits.indexOf('.') < 0 ? "." : "");
            }
            case Literal.DoubleLiteral e -> doubleLiteral(e.value());
            case Literal.StringLiteral e -> out.append(SqlFormatter.string(e.value()));
            case Literal.BinaryLiteral e -> out.append("X'").append(e.hex()).append('\'');
            case Literal.TypedLiteral e -> {
                SqlFormatter.type(out, e.type());
                out.append(' ').append(SqlFormatter.string(e.text()));
            }
            case Literal.IntervalLiteral e -> {
                text("INTERVAL ").text(e.negative() ? "-" : "").text(SqlFormatter.string(e.text())).text(" ").text(e.from().name());
                e.to().ifPresent(to -> text(" TO ").text(to.name()));
            }
        }
    }

    private void doubleLiteral(double value) {
        if (Double.isInfinite(value)) {
            out.append("1e999");
            return;
        }
        String digits = Double.toString(value);
        out.append(digits).append(digits.indexOf('E') < 0 ? "e0" : "");
    }

    private void caseExpression(SqlExpression.Case e) {
        out.append("CASE");
        e.operand().ifPresent(operand -> text(" ").expression(operand));
        for (SqlExpression.When branch : e.branches()) {
            text(" WHEN ").expression(branch.condition());
            text(" THEN ").expression(branch.result());
        }
        e.otherwise().ifPresent(otherwise -> text(" ELSE ").expression(otherwise));
        out.append(" END");
    }

    private void functionCall(SqlExpression.FunctionCall e) {
        QueryFormatter queries = new QueryFormatter(out);
        out.append(functionName(e.name())).append('(').append(e.star() ? "*" : "").append(e.distinct() ? "DISTINCT " : "");
        arguments(e.arguments());
        if (!e.orderBy().isEmpty()) {
            out.append(e.arguments().isEmpty() ? ") WITHIN GROUP (" : " ");
            queries.orderBy(e.orderBy());
        }
        if (e.over().isEmpty()) {
            nulls(e);
        }
        out.append(')');
        e.filter().ifPresent(filter -> {
            text(" FILTER (WHERE ").expression(filter);
            out.append(')');
        });
        e.over().ifPresent(over -> {
            nulls(e);
            out.append(" OVER ");
            queries.windowReference(over);
        });
    }

    private void nulls(SqlExpression.FunctionCall e) {
        if (e.nulls() != NullTreatment.UNSPECIFIED) {
            text(" ").text(e.nulls().name()).text(" NULLS");
        }
    }

    /// LEFT and RIGHT are reserved, but stand before '(' as they are.
    private static String functionName(QualifiedName name) {
        String text = name.last().text();
        boolean bare = name.parts().size() == 1 && !name.last().quoted() && (text.equals("left") || text.equals("right"));
        return bare ? text : name.toString();
    }

    void arguments(List<Argument> arguments) {
        String separator = "";
        for (Argument argument : arguments) {
            out.append(separator);
            argument.name().ifPresent(name -> out.append(name).append(" => "));
            expression(argument.value());
            separator = ", ";
        }
    }
}
