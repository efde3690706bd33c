package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.Literal;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Binds expressions over the rows of a plan; a subquery in one is joined to that plan, which therefore grows.
///
/// Used for one clause after another of a SELECT. After grouping, `grouping` turns what equals a key into that key and
/// refuses other columns, and `fixed` answers the aggregate calls, which are computed already.
final class ExpressionBinder {
    private final BindContext context;
    private final Scope scope;
    private final Scope subqueryScope;
    private final CommonTables commonTables;
    private final Coercion coercion;
    private final OperatorBinder operators;
    private final CallBinder calls;
    private final SubqueryBinder subqueries;
    private final Map<SqlExpression, Expression> fixed = new IdentityHashMap<>();
    private final Optional<Grouping> grouping;
    private List<SelectItems.Item> aliased = List.of();
    private List<Expression> aliasedValues = List.of();
    private LogicalPlan plan;
    private String clause;

    ExpressionBinder(BindContext context, Scope scope, CommonTables commonTables, LogicalPlan plan, String clause) {
        this(context, scope, scope, commonTables, plan, clause, Optional.empty());
    }

    /// @param subqueryScope what subqueries see as their outer scope: after grouping, the columns that are left
    ExpressionBinder(
            BindContext context,
            Scope scope,
            Scope subqueryScope,
            CommonTables commonTables,
            LogicalPlan plan,
            String clause,
            Optional<Grouping> grouping) {
        this.context = context;
        this.scope = scope;
        this.subqueryScope = subqueryScope;
        this.commonTables = commonTables;
        this.plan = plan;
        this.clause = clause;
        this.grouping = grouping;
        this.coercion = new Coercion(context);
        this.operators = new OperatorBinder(this);
        this.calls = new CallBinder(this);
        this.subqueries = new SubqueryBinder(this);
    }

    BindContext context() {
        return context;
    }

    Coercion coercion() {
        return coercion;
    }

    Scope subqueryScope() {
        return subqueryScope;
    }

    CommonTables commonTables() {
        return commonTables;
    }

    Optional<Grouping> grouping() {
        return grouping;
    }

    LogicalPlan plan() {
        return plan;
    }

    void plan(LogicalPlan changed) {
        plan = changed;
    }

    /// The clause being bound, for messages: "WHERE".
    String clause() {
        return clause;
    }

    void clause(String next) {
        clause = next;
    }

    /// Answers an expression of the tree, by instance, without binding it.
    void fix(SqlExpression expression, Expression bound) {
        fixed.put(expression, bound);
    }

    /// Lets names that are no columns mean items of the select list.
    void aliases(List<SelectItems.Item> items, List<Expression> values) {
        aliased = items;
        aliasedValues = values;
    }

    /// Binds a whole expression of a clause.
    Expression bind(SqlExpression expression) {
        return finish(part(expression), expression.position());
    }

    /// Binds a condition: WHERE, HAVING, ON.
    Expression condition(SqlExpression expression) {
        return coercion.condition(new Operand(bind(expression), expression.position()), clause);
    }

    /// Replaces what equals a grouping key and checks the rest; nothing to do before grouping.
    Expression finish(Expression bound, Position position) {
        return grouping.isPresent() ? grouping.get().finish(bound, position) : bound;
    }

    Operand operand(SqlExpression expression) {
        return new Operand(part(expression), expression.position());
    }

    List<Operand> operands(List<SqlExpression> expressions) {
        List<Operand> operands = new ArrayList<>(expressions.size());
        for (SqlExpression expression : expressions) {
            operands.add(operand(expression));
        }
        return operands;
    }

    /// Binds a part of an expression.
    Expression part(SqlExpression expression) {
        Expression known = fixed.get(expression);
        if (known != null) {
            return known;
        }
        return switch (expression) {
            case Literal e -> LiteralBinder.bind(e, context);
            case SqlExpression.ColumnReference e -> column(e.name().parts(), e.position());
            case SqlExpression.Parameter e -> context.parameter(e.index(), e.position());
            case SqlExpression.Negate e -> operators.negate(e);
            case SqlExpression.Arithmetic e -> operators.arithmetic(e);
            case SqlExpression.Comparison e -> operators.comparison(e);
            case SqlExpression.Not e -> new Expression.Not(coercion.condition(operand(e.operand()), "The operand of NOT"));
            case SqlExpression.Logical e -> operators.logical(e);
            case SqlExpression.Between e -> operators.between(e);
            case SqlExpression.InList e -> operators.inList(e);
            case SqlExpression.Like e -> operators.like(e);
            case SqlExpression.IsNull e -> negatedIf(e.negated(), new Expression.IsNull(part(e.value())));
            case SqlExpression.IsTruth e -> operators.isTruth(e);
            case SqlExpression.Case e -> operators.caseExpression(e);
            case SqlExpression.Cast e -> operators.cast(e);
            case SqlExpression.Extract e -> calls.extract(e);
            case SqlExpression.FunctionCall e -> calls.call(e);
            case SqlExpression.CurrentValue e -> calls.currentValue(e);
            case SqlExpression.InSubquery e -> subqueries.in(e);
            case SqlExpression.Exists e -> subqueries.exists(e);
            case SqlExpression.Quantified e -> subqueries.quantified(e);
            case SqlExpression.ScalarSubquery e -> subqueries.scalar(e);
            case SqlExpression.AtTimeZone e -> throw BindContext.notSupported("AT TIME ZONE", e.position());
            case SqlExpression.Row e -> throw BindContext.notSupported("row constructor outside a comparison or IN", e.position());
            case SqlExpression.ArrayConstructor e -> throw BindContext.notSupported("array constructor", e.position());
            case SqlExpression.Subscript e -> throw BindContext.notSupported("subscript", e.position());
            case SqlExpression.FieldAccess e -> throw BindContext.notSupported("access to a row's field", e.position());
        };
    }

    static Expression negatedIf(boolean negated, Expression condition) {
        return negated ? new Expression.Not(condition) : condition;
    }

    private Expression column(List<Identifier> parts, Position position) {
        for (Scope level = scope; level != null; level = level.outer()) {
            List<Scope.Field> fields = level.matches(parts);
            if (!fields.isEmpty()) {
                return unique(fields, parts, position);
            }
        }
        Expression alias = alias(parts, position);
        if (alias != null) {
            return alias;
        }
        throw notFound(parts, position);
    }

    private Expression alias(List<Identifier> parts, Position position) {
        Expression found = null;
        for (int i = 0; i < aliased.size() && parts.size() == 1; i++) {
            if (aliased.get(i).aliased() && Scope.same(parts.getFirst(), aliased.get(i).name(), true)) {
                if (found != null && !found.equals(aliasedValues.get(i))) {
                    throw new QueryException(ErrorCode.AMBIGUOUS_COLUMN, "Column name is ambiguous: " + parts.getFirst().text(), position);
                }
                found = aliasedValues.get(i);
            }
        }
        return found;
    }

    private Expression unique(List<Scope.Field> fields, List<Identifier> parts, Position position) {
        Scope.Field first = fields.getFirst();
        TreeSet<String> candidates = new TreeSet<>();
        boolean ambiguous = false;
        for (Scope.Field field : fields) {
            ambiguous |= field.column().id() != first.column().id();
            candidates.add(field.relation().isEmpty() ? field.name() : field.relation().getLast() + "." + field.name());
        }
        if (ambiguous) {
            throw new QueryException(
                    ErrorCode.AMBIGUOUS_COLUMN, "Column name is ambiguous: " + parts.getLast().text(), position,
                    candidates.size() > 1 ? "write one of " + String.join(", ", candidates) : "give the tables different aliases");
        }
        if (first.column().type().isNested()) {
            throw BindContext.notSupported("column " + first.name() + " of type " + first.column().type(), position);
        }
        return first.column().reference();
    }

    private QueryException notFound(List<Identifier> parts, Position position) {
        String name = parts.getLast().text();
        if (parts.size() > 1) {
            List<Identifier> qualifier = parts.subList(0, parts.size() - 1);
            for (Scope level = scope; level != null; level = level.outer()) {
                List<Scope.Field> fields = level.ofRelation(qualifier);
                if (!fields.isEmpty()) {
                    List<String> names = fields.stream().map(Scope.Field::name).toList();
                    return new QueryException(
                            ErrorCode.COLUMN_NOT_FOUND, "Column not found in " + qualifier.getLast().text() + ": " + name, position,
                            Suggestions.didYouMean(name, names));
                }
            }
            TreeSet<String> relations = new TreeSet<>();
            for (Scope level = scope; level != null; level = level.outer()) {
                relations.addAll(level.relations());
            }
            return new QueryException(
                    ErrorCode.COLUMN_NOT_FOUND, "No table or alias of that name in FROM: " + qualifier.getLast().text(), position,
                    Suggestions.didYouMean(qualifier.getLast().text(), relations));
        }
        TreeSet<String> names = new TreeSet<>();
        for (Scope level = scope; level != null; level = level.outer()) {
            names.addAll(level.names());
        }
        String hint = Suggestions.didYouMean(name, names);
        if (hint.isEmpty() && parts.getLast().quoted()) {
            hint = "strings take single quotes";
        } else if (hint.isEmpty() && names.isEmpty()) {
            hint = "there is no FROM";
        } else if (hint.isEmpty() && clause.equals("WHERE")) {
            hint = "aliases of the select list are not seen in WHERE";
        }
        return new QueryException(ErrorCode.COLUMN_NOT_FOUND, "Column not found: " + name, position, hint);
    }

    /// Whether an expression answers the same for every row and needs no plan below it.
    static boolean isConstant(Expression expression) {
        if (expression instanceof Expression.Column) {
            return false;
        }
        for (Expression child : expression.children()) {
            if (!isConstant(child)) {
                return false;
            }
        }
        return true;
    }

    /// Whether two evaluations of the expression answer the same.
    static boolean isDeterministic(Expression expression) {
        if (expression instanceof Expression.Call call && !call.function().deterministic()) {
            return false;
        }
        for (Expression child : expression.children()) {
            if (!isDeterministic(child)) {
                return false;
            }
        }
        return true;
    }

    /// The type of an expression after a parameter without one became a string.
    Expression settled(Expression expression) {
        boolean open = expression instanceof Expression.Parameter && expression.type() instanceof SqlType.Unknown;
        return open ? context.infer((Expression.Parameter) expression, SqlType.VARCHAR) : expression;
    }
}
