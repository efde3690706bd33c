package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;

/// Is a constant as written. Texts of dates, times and intervals are checked by the binder.
public sealed interface Literal extends SqlExpression {
    record NullLiteral(Position position) implements Literal {}

    record BooleanLiteral(boolean value, Position position) implements Literal {}

    /// Is a whole number without sign; as long as the text, so the binder reports what does not fit.
    record IntegerLiteral(BigInteger value, Position position) implements Literal {}

    /// Is an exact number with a point; `1.50` keeps its scale.
    record DecimalLiteral(BigDecimal value, Position position) implements Literal {}

    /// Is a number with an exponent.
    record DoubleLiteral(double value, Position position) implements Literal {}

    record StringLiteral(String value, Position position) implements Literal {}

    /// Is `X'00ff'`; `hex` is lower case and of even length.
    record BinaryLiteral(String hex, Position position) implements Literal {
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /// Is a type's name before a string: `DATE '2026-01-31'`, `TIMESTAMP '..'`, `DECIMAL '1.5'`.
    record TypedLiteral(TypeSyntax type, String text, Position position) implements Literal {}

    /// Is `INTERVAL [-] 'text' from [TO to]`.
    record IntervalLiteral(
            boolean negative, String text, IntervalField from, Optional<IntervalField> to, Position position)
            implements Literal {}

    enum IntervalField {
        YEAR,
        QUARTER,
        MONTH,
        WEEK,
        DAY,
        HOUR,
        MINUTE,
        SECOND
    }
}
