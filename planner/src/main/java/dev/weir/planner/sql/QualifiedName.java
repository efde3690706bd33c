package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;
import java.util.stream.Collectors;

/// Is a name of one or more parts, outermost first: `domain.product.table`, `table.column`.
public record QualifiedName(List<Identifier> parts, Position position) implements Node {
    public QualifiedName {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a name has at least one part");
        }
    }

    public Identifier last() {
        return parts.getLast();
    }

    /// The parts before the last.
    public List<Identifier> qualifier() {
        return parts.subList(0, parts.size() - 1);
    }

    /// The folded texts, outermost first.
    public List<String> texts() {
        return parts.stream().map(Identifier::text).toList();
    }

    @Override
    public String toString() {
        return parts.stream().map(Identifier::toString).collect(Collectors.joining("."));
    }
}
