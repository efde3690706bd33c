package dev.weir.worker.catalog;

import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;

/// A column of a published table with what is known of its values.
///
/// @param distinct     estimated number of distinct values; NaN when unknown
/// @param nullFraction NaN when unknown
/// @param averageBytes of a value; NaN when unknown
/// @param min          null when unknown
/// @param max          null when unknown
/// @param remarks      why it cannot be read, for columns of types that we do not read
public record PublishedColumn(
        String name, SqlType type, boolean nullable, double distinct, double nullFraction, double averageBytes, Literal min, Literal max,
        String remarks) {
    /// The same column without anything that is derived from its values. Nullable, since a mask may make NULLs of any value.
    PublishedColumn withheld() {
        return new PublishedColumn(name, type, true, Double.NaN, Double.NaN, Double.NaN, null, null, remarks);
    }
}
