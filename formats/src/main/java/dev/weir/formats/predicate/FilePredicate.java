package dev.weir.formats.predicate;

import dev.weir.formats.PhysicalValue;
import java.util.List;

/// A condition that every wanted row fulfils. Whoever evaluates it may answer "perhaps" at any time.
///
/// Columns are ordinals in the file; values are in the column's decoded unit and scale. Every leaf but IsNull is false
/// for NULL.
public sealed interface FilePredicate {
    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /// All hold; none of them is "always".
    record And(List<FilePredicate> parts) implements FilePredicate {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /// At least one holds.
    record Or(List<FilePredicate> parts) implements FilePredicate {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Comparison(int column, Operator operator, PhysicalValue value) implements FilePredicate {}

    /// Lies between two values, both included; either may be null for no bound.
    record InRange(int column, PhysicalValue low, PhysicalValue high) implements FilePredicate {}

    record InList(int column, List<PhysicalValue> values) implements FilePredicate {
        public InList {
            values = List.copyOf(values);
        }
    }

    record IsNull(int column) implements FilePredicate {}

    record IsNotNull(int column) implements FilePredicate {}

    /// Rules out nothing.
    static FilePredicate always() {
        return new And(List.of());
    }
}
