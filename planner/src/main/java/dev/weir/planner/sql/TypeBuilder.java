package dev.weir.planner.sql;

import static dev.weir.planner.sql.SyntaxBuilder.position;

import dev.weir.exec.error.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Builds types.
final class TypeBuilder {
    private final SyntaxBuilder shared;

    TypeBuilder(SyntaxBuilder shared) {
        this.shared = shared;
    }

    TypeSyntax type(WeirSqlParser.TypeContext context) {
        TypeSyntax type = base(context.typeBase());
        shared.checkChain(context.ARRAY().size(), context);
        for (int i = 0; i < context.ARRAY().size(); i++) {
            type = new TypeSyntax("array", List.of(), List.of(type), List.of(), type.position());
        }
        return type;
    }

    /// Builds the type of `TIMESTAMP '..'` and its like.
    TypeSyntax literalType(WeirSqlParser.LiteralTypeContext context) {
        Position position = position(context);
        String first = context.getStart().getText().toLowerCase(Locale.ROOT);
        List<Integer> parameters = context.INTEGER_VALUE() == null ? List.of() : List.of(shared.integer(context.INTEGER_VALUE()));
        return new TypeSyntax(context.WITH() == null ? first : first + " with time zone", parameters, List.of(), List.of(), position);
    }

    private TypeSyntax base(WeirSqlParser.TypeBaseContext context) {
        Position position = position(context);
        return switch (context) {
            case WeirSqlParser.TimeTypeContext c -> {
                String first = c.TIME().isEmpty() || c.TIMESTAMP() != null ? "timestamp" : "time";
                yield named(c.WITH() == null ? first : first + " with time zone", c.typeParameter(), position);
            }
            case WeirSqlParser.IntervalTypeContext c ->
                    named(c.YEAR() != null ? "interval year to month" : "interval day to second", List.of(), position);
            case WeirSqlParser.DoublePrecisionContext _ -> named("double", List.of(), position);
            case WeirSqlParser.CharacterVaryingContext c ->
                    named("varchar", c.typeParameter() == null ? List.of() : List.of(c.typeParameter()), position);
            case WeirSqlParser.RowTypeContext c -> row(c, position);
            case WeirSqlParser.PlainTypeContext c -> {
                Identifier name = shared.identifier(c.typeName().getStart());
                if (!c.type().isEmpty()) {
                    List<TypeSyntax> arguments = new ArrayList<>();
                    for (WeirSqlParser.TypeContext argument : c.type()) {
                        arguments.add(type(argument));
                    }
                    yield new TypeSyntax(name.text(), List.of(), arguments, List.of(), position);
                }
                yield named(name.text(), c.typeParameter(), position);
            }
            default -> throw new IllegalStateException("unknown type form: " + context.getText());
        };
    }

    private TypeSyntax named(String name, List<WeirSqlParser.TypeParameterContext> contexts, Position position) {
        List<Integer> parameters = new ArrayList<>();
        List<TypeSyntax> arguments = new ArrayList<>();
        for (WeirSqlParser.TypeParameterContext context : contexts) {
            if (context.INTEGER_VALUE() != null) {
                parameters.add(shared.integer(context.INTEGER_VALUE()));
            } else {
                arguments.add(type(context.type()));
            }
        }
        return new TypeSyntax(name, parameters, arguments, List.of(), position);
    }

    private TypeSyntax row(WeirSqlParser.RowTypeContext context, Position position) {
        List<TypeSyntax> arguments = new ArrayList<>();
        List<Identifier> fields = new ArrayList<>();
        for (WeirSqlParser.RowFieldContext field : context.rowField()) {
            arguments.add(type(field.type()));
            if (field.identifier() != null) {
                fields.add(shared.identifier(field.identifier()));
            }
        }
        return new TypeSyntax("row", List.of(), arguments, fields.size() == arguments.size() ? fields : List.of(), position);
    }
}
