package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.evaluate.cast.Casts;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/// Turns expressions into {@link Operation}s, a node at a time.
final class ExpressionCompiler {
    private final EvaluationContext context;
    private final TruthCompiler truths;

    ExpressionCompiler(EvaluationContext context) {
        this.context = context;
        this.truths = new TruthCompiler(this, context.allocator());
    }

    TruthCompiler truths() {
        return truths;
    }

    Operation compile(Expression expression) {
        return switch (expression) {
            case Expression.Column column -> new ColumnOperation(column.index());
            case Expression.Literal literal -> new LiteralOperation(literal, context.allocator());
            case Expression.Parameter parameter ->
                    throw new QueryException(ErrorCode.INVALID_ARGUMENT, "a parameter has no value: ?" + (parameter.index() + 1));
            case Expression.Comparison _, Expression.And _, Expression.Or _, Expression.Not _, Expression.IsNull _, Expression.InList _,
                    Expression.Like _ -> new TruthOperation(truths.compile(expression), context.allocator());
            case Expression.Arithmetic arithmetic -> arithmetic(arithmetic).at(arithmetic.origin());
            case Expression.Negate negate ->
                    new NegateOperation(compile(negate.value()), negate.type(), context.allocator()).at(negate.origin());
            case Expression.Cast cast -> cast(cast);
            case Expression.Case choice -> choice(choice);
            case Expression.Coalesce coalesce -> coalesce.operands().size() == 1
                    ? compile(coalesce.operands().getFirst())
                    : new CoalesceOperation(compileAll(coalesce.operands()), context.allocator());
            case Expression.Call call -> new CallOperation(compileAll(call.arguments()), call, context).at(call.origin());
        };
    }

    List<Operation> compileAll(List<Expression> expressions) {
        List<Operation> compiled = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            compiled.add(compile(expression));
        }
        return compiled;
    }

    private KernelOperation arithmetic(Expression.Arithmetic arithmetic) {
        List<Operation> operands = compileAll(arithmetic.children());
        return switch (arithmetic.type()) {
            case SqlType.Decimal result when arithmetic.left().type() instanceof SqlType.Decimal left && arithmetic.right().type() instanceof SqlType.Decimal right ->
                    new DecimalArithmetic(
                            operands, ExpressionFacts.arithmeticNeverFails(arithmetic), arithmetic.operator(), left, right, result, context.allocator());
            case SqlType.Integral result -> new IntegerArithmetic(operands, arithmetic.operator(), result, context.allocator());
            case SqlType.Real _, SqlType.Double _ -> new FloatArithmetic(operands, arithmetic.operator(), arithmetic.type(), context.allocator());
            default -> new DatetimeArithmetic(operands, arithmetic, context);
        };
    }

    private Operation cast(Expression.Cast cast) {
        SqlType from = cast.value().type();
        if (from.equals(cast.type())) {
            return compile(cast.value());
        }
        boolean neverFails = cast.orNull() || ExpressionFacts.castNeverFails(from, cast.type());
        return new CastOperation(compile(cast.value()), Casts.kernel(from, cast.type(), cast.orNull()), neverFails, context).at(cast.origin());
    }

    private Operation choice(Expression.Case choice) {
        List<Truth> conditions = new ArrayList<>();
        List<Operation> results = new ArrayList<>();
        for (Expression.Case.Branch branch : choice.branches()) {
            conditions.add(truths.compile(branch.condition()));
            results.add(compile(branch.result()));
        }
        results.add(compile(choice.otherwise()));
        return new CaseOperation(conditions, results, context.allocator());
    }

    /// A column of the input.
    private record ColumnOperation(int index) implements Operation {
        @Override
        public Column evaluate(Rows rows) {
            return rows.column(index).retain();
        }
    }
}
