package dev.weir.planner.sql;

import dev.weir.exec.error.Position;

/// Is one part of a name. The text is folded to lower case already unless it was quoted, so it compares as it stands.
public record Identifier(String text, boolean quoted, Position position) implements Node {
    /// Prints it so that it parses back to the same text.
    @Override
    public String toString() {
        return SqlFormatter.identifier(this);
    }
}
