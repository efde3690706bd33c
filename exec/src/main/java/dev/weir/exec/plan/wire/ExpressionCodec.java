package dev.weir.exec.plan.wire;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.ExpressionMessage;
import dev.weir.proto.v1.ExpressionNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Expressions to and from the wire.
public final class ExpressionCodec {
    /// Evaluation and equality recurse, so that a deeper tree would end the thread's stack.
    private static final int MAX_DEPTH = 1000;

    private ExpressionCodec() {}

    public static ExpressionMessage encode(Expression expression) {
        ExpressionMessage.Builder message = ExpressionMessage.newBuilder();
        append(expression, message);
        return message.build();
    }

    /// @param inputs the types of the operator's input columns
    public static Expression decode(ExpressionMessage message, List<SqlType> inputs) {
        ArrayDeque<Decoded> stack = new ArrayDeque<>();
        for (ExpressionNode node : message.getNodesList()) {
            List<Expression> children = new ArrayList<>();
            int depth = 0;
            int count = arity(node);
            Refusal.unless(count <= stack.size(), "expression that ends too early");
            for (int i = 0; i < count; i++) {
                Decoded child = stack.pop();
                children.add(child.expression());
                depth = Math.max(depth, child.depth() + 1);
            }
            Refusal.unless(depth < MAX_DEPTH, "expression nested too deeply");
            Expression expression = node(node, children.reversed());
            ExpressionCheck.check(expression, inputs);
            stack.push(new Decoded(expression, depth));
        }
        Refusal.unless(stack.size() == 1, "expression of " + stack.size() + " trees");
        return stack.pop().expression();
    }

    private record Decoded(Expression expression, int depth) {}

    private static void append(Expression expression, ExpressionMessage.Builder message) {
        for (Expression child : expression.children()) {
            append(child, message);
        }
        ExpressionNode.Builder node = message.addNodesBuilder().setChildren(expression.children().size());
        switch (expression) {
            case Expression.Column e -> node.getColumnBuilder().setIndex(e.index()).setType(TypeCodec.encode(e.type()));
            case Expression.Literal e -> node.setLiteral(LiteralCodec.encode(e));
            case Expression.Parameter e -> node.getParameterBuilder().setIndex(e.index()).setType(TypeCodec.encode(e.type()));
            case Expression.Arithmetic e -> {
                node.getArithmeticBuilder()
                        .setOperator(ExpressionNode.ArithmeticOperator.valueOf(e.operator().name())).setType(TypeCodec.encode(e.type()));
                place(node, e.origin());
            }
            case Expression.Comparison e -> node.setComparison(ExpressionNode.ComparisonOperator.valueOf(e.operator().name()));
            case Expression.Negate e -> place(node.setForm(ExpressionNode.Form.NEGATE), e.origin());
            case Expression.Not _ -> node.setForm(ExpressionNode.Form.NOT);
            case Expression.IsNull _ -> node.setForm(ExpressionNode.Form.IS_NULL);
            case Expression.And _ -> node.setForm(ExpressionNode.Form.AND);
            case Expression.Or _ -> node.setForm(ExpressionNode.Form.OR);
            case Expression.Coalesce _ -> node.setForm(ExpressionNode.Form.COALESCE);
            case Expression.Case _ -> node.setForm(ExpressionNode.Form.CASE);
            case Expression.InList e -> {
                for (Expression.Literal literal : e.list()) {
                    node.getInListBuilder().addList(LiteralCodec.encode(literal));
                }
                node.getInListBuilder();
            }
            case Expression.Like e -> {
                node.getLikeBuilder().setIgnoreCase(e.ignoreCase());
                place(node, e.origin());
                if (e.escape() != null) {
                    node.getLikeBuilder().setEscape(LiteralCodec.encode(e.escape()));
                }
            }
            case Expression.Cast e -> {
                node.getCastBuilder().setType(TypeCodec.encode(e.type())).setOrNull(e.orNull());
                place(node, e.origin());
            }
            case Expression.Call e -> {
                node.getCallBuilder().setFunction(e.function().name()).setType(TypeCodec.encode(e.type()));
                place(node, e.origin());
            }
        }
    }

    private static void place(ExpressionNode.Builder node, Origin origin) {
        node.setOriginLine(origin.line()).setOriginColumn(origin.column());
    }

    /// How many nodes a node takes, with the count that it states checked.
    private static int arity(ExpressionNode node) {
        int stated = node.getChildren();
        boolean right = switch (node.getKindCase()) {
            case COLUMN, LITERAL, PARAMETER -> stated == 0;
            case ARITHMETIC, COMPARISON, LIKE -> stated == 2;
            case IN_LIST, CAST -> stated == 1;
            case CALL -> stated >= 0;
            case FORM -> switch (node.getForm()) {
                case NEGATE, NOT, IS_NULL -> stated == 1;
                case AND, OR, COALESCE -> stated >= 1;
                case CASE -> stated >= 3 && stated % 2 == 1;
                case FORM_UNSPECIFIED, UNRECOGNIZED -> false;
            };
            case KIND_NOT_SET -> false;
        };
        Refusal.unless(right, "unknown expression, or one with a wrong number of operands");
        return stated;
    }

    private static Expression node(ExpressionNode node, List<Expression> c) {
        Origin origin = Origin.of(node.getOriginLine(), node.getOriginColumn());
        return switch (node.getKindCase()) {
            case COLUMN -> new Expression.Column(node.getColumn().getIndex(), TypeCodec.decode(node.getColumn().getType()));
            case LITERAL -> LiteralCodec.decode(node.getLiteral());
            case PARAMETER -> new Expression.Parameter(node.getParameter().getIndex(), TypeCodec.decode(node.getParameter().getType()));
            case ARITHMETIC -> new Expression.Arithmetic(
                    arithmetic(node.getArithmetic().getOperator()), c.get(0), c.get(1), TypeCodec.decode(node.getArithmetic().getType()), origin);
            case COMPARISON -> new Expression.Comparison(comparison(node.getComparison()), c.get(0), c.get(1));
            case FORM -> form(node.getForm(), c, origin);
            case IN_LIST -> new Expression.InList(c.getFirst(), LiteralCodec.decode(node.getInList().getListList()));
            case LIKE -> new Expression.Like(c.get(0), c.get(1),
                    node.getLike().hasEscape() ? LiteralCodec.decode(node.getLike().getEscape()) : null, node.getLike().getIgnoreCase(),
                    origin);
            case CAST -> new Expression.Cast(c.getFirst(), TypeCodec.decode(node.getCast().getType()), node.getCast().getOrNull(), origin);
            case CALL -> call(node.getCall(), c, origin);
            case KIND_NOT_SET -> throw Refusal.of("unknown expression");
        };
    }

    private static Expression form(ExpressionNode.Form form, List<Expression> c, Origin origin) {
        return switch (form) {
            case NEGATE -> new Expression.Negate(c.getFirst(), origin);
            case NOT -> new Expression.Not(c.getFirst());
            case IS_NULL -> new Expression.IsNull(c.getFirst());
            case AND -> new Expression.And(c);
            case OR -> new Expression.Or(c);
            case COALESCE -> new Expression.Coalesce(c);
            case CASE -> {
                List<Expression.Case.Branch> branches = new ArrayList<>(c.size() / 2);
                for (int i = 0; i + 1 < c.size(); i += 2) {
                    branches.add(new Expression.Case.Branch(c.get(i), c.get(i + 1)));
                }
                yield new Expression.Case(branches, c.getLast());
            }
            case FORM_UNSPECIFIED, UNRECOGNIZED -> throw Refusal.of("unknown expression");
        };
    }

    private static Expression call(ExpressionNode.Call call, List<Expression> arguments, Origin origin) {
        ScalarFunction function = FunctionRegistry.scalar(call.getFunction())
                .orElseThrow(() -> Refusal.of("unknown function " + call.getFunction()));
        return new Expression.Call(function, arguments, TypeCodec.decode(call.getType()), origin);
    }

    private static Expression.Arithmetic.Operator arithmetic(ExpressionNode.ArithmeticOperator operator) {
        return switch (operator) {
            case ADD -> Expression.Arithmetic.Operator.ADD;
            case SUBTRACT -> Expression.Arithmetic.Operator.SUBTRACT;
            case MULTIPLY -> Expression.Arithmetic.Operator.MULTIPLY;
            case DIVIDE -> Expression.Arithmetic.Operator.DIVIDE;
            case REMAINDER -> Expression.Arithmetic.Operator.REMAINDER;
            case ARITHMETIC_OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw Refusal.of("unknown operator");
        };
    }

    private static Expression.Comparison.Operator comparison(ExpressionNode.ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> Expression.Comparison.Operator.EQUAL;
            case NOT_EQUAL -> Expression.Comparison.Operator.NOT_EQUAL;
            case LESS -> Expression.Comparison.Operator.LESS;
            case LESS_OR_EQUAL -> Expression.Comparison.Operator.LESS_OR_EQUAL;
            case GREATER -> Expression.Comparison.Operator.GREATER;
            case GREATER_OR_EQUAL -> Expression.Comparison.Operator.GREATER_OR_EQUAL;
            case DISTINCT -> Expression.Comparison.Operator.DISTINCT;
            case NOT_DISTINCT -> Expression.Comparison.Operator.NOT_DISTINCT;
            case COMPARISON_OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw Refusal.of("unknown operator");
        };
    }
}
