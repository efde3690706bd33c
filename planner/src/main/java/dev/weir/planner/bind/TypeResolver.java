package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.sql.TypeSyntax;
import java.util.ArrayList;
import java.util.List;

/// Turns a type's name into the type.
public final class TypeResolver {
    private static final List<String> NAMES = List.of(
            "boolean", "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal", "varchar", "char", "varbinary", "uuid",
            "date", "time", "timestamp", "array", "map", "row");

    private TypeResolver() {}

    public static SqlType resolve(TypeSyntax syntax) {
        return switch (syntax.name()) {
            case "boolean", "bool" -> plain(syntax, SqlType.BOOLEAN);
            case "tinyint", "int1" -> plain(syntax, SqlType.TINYINT);
            case "smallint", "int2" -> plain(syntax, SqlType.SMALLINT);
            case "integer", "int", "int4" -> plain(syntax, SqlType.INTEGER);
            case "bigint", "int8", "long" -> plain(syntax, SqlType.BIGINT);
            case "real", "float4" -> plain(syntax, SqlType.REAL);
            case "double", "float8" -> plain(syntax, SqlType.DOUBLE);
            case "float" -> parameter(syntax, 53) <= 24 ? SqlType.REAL : SqlType.DOUBLE;
            case "decimal", "numeric", "dec" -> decimal(syntax);
            case "varchar", "string", "text" -> syntax.parameters().isEmpty() ? plain(syntax, SqlType.VARCHAR) : new SqlType.Varchar(length(syntax));
            case "char", "character" -> new SqlType.Char(length(syntax));
            case "varbinary", "binary", "bytea", "blob" -> SqlType.VARBINARY;
            case "uuid" -> plain(syntax, SqlType.UUID);
            case "date" -> plain(syntax, SqlType.DATE);
            case "time" -> new SqlType.Time(precision(syntax));
            case "timestamp", "datetime" -> new SqlType.Timestamp(precision(syntax));
            case "timestamp with time zone", "timestamptz" -> new SqlType.TimestampTz(precision(syntax));
            case "interval year to month" -> SqlType.INTERVAL_YEAR_MONTH;
            case "interval day to second" -> SqlType.INTERVAL_DAY_SECOND;
            case "array" -> new SqlType.Array(arguments(syntax, 1).getFirst());
            case "map" -> new SqlType.Map(arguments(syntax, 2).get(0), arguments(syntax, 2).get(1));
            case "row" -> row(syntax);
            case "time with time zone" -> throw BindContext.notSupported("type time with time zone", syntax.position());
            default -> throw new QueryException(
                    ErrorCode.TYPE_MISMATCH, "Unknown type: " + syntax.name(), syntax.position(), Suggestions.didYouMean(syntax.name(), NAMES));
        };
    }

    private static SqlType plain(TypeSyntax syntax, SqlType type) {
        if (!syntax.parameters().isEmpty() || !syntax.arguments().isEmpty()) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Type takes no parameters: " + type, syntax.position());
        }
        return type;
    }

    private static SqlType decimal(TypeSyntax syntax) {
        List<Integer> parameters = syntax.parameters();
        int precision = parameters.isEmpty() ? SqlType.Decimal.MAX_PRECISION : parameters.getFirst();
        int scale = parameters.size() < 2 ? 0 : parameters.get(1);
        if (parameters.size() > 2 || precision < 1 || precision > SqlType.Decimal.MAX_PRECISION || scale < 0 || scale > precision) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH, "Decimal takes a precision from 1 to 38 and a scale up to it: " + parameters, syntax.position());
        }
        return new SqlType.Decimal(precision, scale);
    }

    private static int length(TypeSyntax syntax) {
        int length = parameter(syntax, 1);
        if (length < 1) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Length has to be at least 1: " + length, syntax.position());
        }
        return length;
    }

    private static int precision(TypeSyntax syntax) {
        int precision = parameter(syntax, 6);
        if (precision < 0 || precision > 9) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Precision of a time is 0 to 9: " + precision, syntax.position());
        }
        return precision;
    }

    private static int parameter(TypeSyntax syntax, int otherwise) {
        if (syntax.parameters().size() > 1 || !syntax.arguments().isEmpty()) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Type takes one parameter: " + syntax.name(), syntax.position());
        }
        return syntax.parameters().isEmpty() ? otherwise : syntax.parameters().getFirst();
    }

    private static List<SqlType> arguments(TypeSyntax syntax, int count) {
        if (syntax.arguments().size() != count) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH, "Type takes " + count + " types in parentheses: " + syntax.name(), syntax.position());
        }
        List<SqlType> types = new ArrayList<>();
        for (TypeSyntax argument : syntax.arguments()) {
            types.add(resolve(argument));
        }
        return types;
    }

    private static SqlType row(TypeSyntax syntax) {
        List<SqlType.Row.Field> fields = new ArrayList<>();
        for (int i = 0; i < syntax.arguments().size(); i++) {
            String name = syntax.fields().isEmpty() ? "field" + i : syntax.fields().get(i).text();
            fields.add(new SqlType.Row.Field(name, resolve(syntax.arguments().get(i))));
        }
        return new SqlType.Row(fields);
    }
}
