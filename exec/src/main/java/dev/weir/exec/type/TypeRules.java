package dev.weir.exec.type;

import java.util.Optional;

/// Coercions and result types: which type two operands meet in, and what arithmetic yields.
///
/// Decimal rules: `+ - *` as the SQL standard and Trino; division has scale max(6, s1 + p2 + 1), capped at 38 digits by
/// giving up fraction digits before integer digits but never below 6 (Spark's rule).
public final class TypeRules {
    private TypeRules() {}

    /// The type that both sides are implicitly cast to for comparison, CASE, UNION, COALESCE; empty when there is none.
    public static Optional<SqlType> common(SqlType left, SqlType right) {
        if (left.equals(right)) {
            return Optional.of(left);
        }
        if (left instanceof SqlType.Unknown) {
            return Optional.of(right);
        }
        if (right instanceof SqlType.Unknown) {
            return Optional.of(left);
        }
        if (left.isNumeric() && right.isNumeric()) {
            return Optional.of(commonNumeric(left, right));
        }
        if (left.isString() && right.isString()) {
            return Optional.of(commonString(left, right));
        }
        return switch (left) {
            case SqlType.Date _ when right instanceof SqlType.Timestamp || right instanceof SqlType.TimestampTz -> Optional.of(right);
            case SqlType.Timestamp a when right instanceof SqlType.Timestamp b -> Optional.of(a.precision() >= b.precision() ? a : b);
            case SqlType.Timestamp _ when right instanceof SqlType.Date -> Optional.of(left);
            case SqlType.Timestamp _ when right instanceof SqlType.TimestampTz -> Optional.of(right);
            case SqlType.TimestampTz a when right instanceof SqlType.TimestampTz b -> Optional.of(a.precision() >= b.precision() ? a : b);
            case SqlType.TimestampTz _ when right instanceof SqlType.Date || right instanceof SqlType.Timestamp -> Optional.of(left);
            case SqlType.Time a when right instanceof SqlType.Time b -> Optional.of(a.precision() >= b.precision() ? a : b);
            default -> Optional.empty();
        };
    }

    /// Whether a value of `from` becomes `to` without a CAST being written and without being able to fail.
    public static boolean coercible(SqlType from, SqlType to) {
        return common(from, to).filter(to::equals).isPresent();
    }

    /// The decimal that holds every value of a numeric exact type.
    public static SqlType.Decimal asDecimal(SqlType type) {
        return switch (type) {
            case SqlType.Decimal decimal -> decimal;
            case SqlType.Integral integral -> new SqlType.Decimal(integral.digits(), 0);
            default -> throw new IllegalArgumentException("not an exact number: " + type);
        };
    }

    public static SqlType.Decimal add(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(left.scale(), right.scale());
        int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
        return new SqlType.Decimal(Math.min(SqlType.Decimal.MAX_PRECISION, whole + scale + 1), scale);
    }

    public static Optional<SqlType.Decimal> multiply(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = left.scale() + right.scale();
        if (scale > SqlType.Decimal.MAX_PRECISION) {
            return Optional.empty();
        }
        return Optional.of(new SqlType.Decimal(Math.min(SqlType.Decimal.MAX_PRECISION, left.precision() + right.precision()), scale));
    }

    public static SqlType.Decimal divide(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(6, left.scale() + right.precision() + 1);
        int precision = left.precision() - left.scale() + right.scale() + scale;
        return capped(precision, scale);
    }

    public static SqlType.Decimal remainder(SqlType.Decimal left, SqlType.Decimal right) {
        int scale = Math.max(left.scale(), right.scale());
        int whole = Math.min(left.precision() - left.scale(), right.precision() - right.scale());
        return new SqlType.Decimal(Math.min(SqlType.Decimal.MAX_PRECISION, Math.max(1, whole + scale)), scale);
    }

    public static SqlType.Decimal sum(SqlType.Decimal argument) {
        return new SqlType.Decimal(SqlType.Decimal.MAX_PRECISION, argument.scale());
    }

    /// Four fraction digits more than the argument.
    public static SqlType.Decimal average(SqlType.Decimal argument) {
        return capped(Math.min(SqlType.Decimal.MAX_PRECISION, argument.precision() + 4), Math.min(SqlType.Decimal.MAX_PRECISION, argument.scale() + 4));
    }

    private static SqlType.Decimal capped(int precision, int scale) {
        if (precision <= SqlType.Decimal.MAX_PRECISION) {
            return new SqlType.Decimal(precision, scale);
        }
        int whole = precision - scale;
        int kept = Math.max(SqlType.Decimal.MAX_PRECISION - whole, Math.min(scale, 6));
        return new SqlType.Decimal(SqlType.Decimal.MAX_PRECISION, kept);
    }

    private static SqlType commonNumeric(SqlType left, SqlType right) {
        if (left instanceof SqlType.Double || right instanceof SqlType.Double) {
            return SqlType.DOUBLE;
        }
        if (left instanceof SqlType.Real || right instanceof SqlType.Real) {
            return SqlType.REAL;
        }
        if (left instanceof SqlType.Integral a && right instanceof SqlType.Integral b) {
            return a.bytes() >= b.bytes() ? a : b;
        }
        SqlType.Decimal a = asDecimal(left);
        SqlType.Decimal b = asDecimal(right);
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        return new SqlType.Decimal(Math.min(SqlType.Decimal.MAX_PRECISION, whole + scale), scale);
    }

    private static SqlType commonString(SqlType left, SqlType right) {
        if (left instanceof SqlType.Char a && right instanceof SqlType.Char b) {
            return a.length() >= b.length() ? a : b;
        }
        int a = left instanceof SqlType.Varchar varchar ? varchar.length() : ((SqlType.Char) left).length();
        int b = right instanceof SqlType.Varchar varchar ? varchar.length() : ((SqlType.Char) right).length();
        return new SqlType.Varchar(Math.max(a, b));
    }
}
