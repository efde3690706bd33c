package dev.weir.planner.sql;

import static dev.weir.planner.sql.SyntaxBuilder.position;

import dev.weir.exec.error.Position;
import dev.weir.planner.sql.Relation.JoinType;
import java.util.Optional;

/// Builds the items of a FROM clause.
final class RelationBuilder {
    private final SyntaxBuilder shared;

    RelationBuilder(SyntaxBuilder shared) {
        this.shared = shared;
    }

    Relation relation(WeirSqlParser.RelationContext context) {
        shared.checkChain(context.joinTail().size(), context);
        Relation left = sampled(context.sampled());
        for (WeirSqlParser.JoinTailContext tail : context.joinTail()) {
            left = switch (tail) {
                case WeirSqlParser.CrossJoinContext c ->
                        new Relation.Join(JoinType.CROSS, left, sampled(c.sampled()), Optional.empty(), position(c));
                case WeirSqlParser.NaturalJoinContext c ->
                        new Relation.Join(
                                type(c.joinType()), left, sampled(c.sampled()), Optional.of(new JoinCondition.Natural(position(c))),
                                position(c));
                case WeirSqlParser.ConditionJoinContext c -> {
                    Relation right = relation(c.relation());
                    yield new Relation.Join(
                            type(c.joinType()), left, right, Optional.of(condition(c.joinCondition())), position(c));
                }
                default -> throw new IllegalStateException("unknown join form: " + tail.getText());
            };
        }
        return left;
    }

    private static JoinType type(WeirSqlParser.JoinTypeContext context) {
        if (context.LEFT() != null) {
            return JoinType.LEFT;
        }
        if (context.RIGHT() != null) {
            return JoinType.RIGHT;
        }
        return context.FULL() != null ? JoinType.FULL : JoinType.INNER;
    }

    private JoinCondition condition(WeirSqlParser.JoinConditionContext context) {
        return context.ON() != null
                ? new JoinCondition.On(shared.expressions().expression(context.expression()), position(context))
                : new JoinCondition.Using(shared.identifiers(context.identifier()), position(context));
    }

    private Relation sampled(WeirSqlParser.SampledContext context) {
        Relation relation = aliased(context.aliased());
        if (context.TABLESAMPLE() == null) {
            return relation;
        }
        return new Relation.Sample(
                relation,
                context.SYSTEM() != null ? Relation.SampleMethod.SYSTEM : Relation.SampleMethod.BERNOULLI,
                shared.expressions().expression(context.expression()),
                position(context));
    }

    private Relation aliased(WeirSqlParser.AliasedContext context) {
        Relation relation = primary(context.relationPrimary());
        if (context.identifier() == null && context.relationAlias() == null) {
            return relation;
        }
        Identifier alias = context.identifier() != null ? shared.identifier(context.identifier()) : shared.identifier(context.relationAlias().getStart());
        return new Relation.Aliased(relation, alias, shared.queries().columns(context.columnAliases()), position(context));
    }

    private Relation primary(WeirSqlParser.RelationPrimaryContext context) {
        Position position = position(context);
        return switch (context) {
            case WeirSqlParser.TableNameContext c -> new Relation.TableReference(shared.qualifiedName(c.qualifiedName()), position);
            case WeirSqlParser.FileNameContext c -> new Relation.FileReference(shared.string(c.STRING()), position);
            case WeirSqlParser.SubqueryRelationContext c ->
                    new Relation.Subquery(shared.queries().query(c.query()), c.LATERAL() != null, position);
            case WeirSqlParser.UnnestContext c ->
                    new Relation.Unnest(shared.expressions().expressions(c.expression()), c.ORDINALITY() != null, position);
            case WeirSqlParser.TableFunctionContext c ->
                    new Relation.TableFunction(
                            shared.qualifiedName(c.qualifiedName()), shared.primaries().arguments(c.argument()), c.LATERAL() != null,
                            position);
            case WeirSqlParser.TableFunctionCallContext c ->
                    new Relation.TableFunction(
                            shared.qualifiedName(c.qualifiedName()), shared.primaries().arguments(c.argument()), false, position);
            case WeirSqlParser.NestedRelationContext c -> relation(c.relation());
            default -> throw new IllegalStateException("unknown relation form: " + context.getText());
        };
    }
}
