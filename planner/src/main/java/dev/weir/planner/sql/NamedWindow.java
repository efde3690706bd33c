package dev.weir.planner.sql;

import dev.weir.exec.error.Position;

/// Is one entry of a WINDOW clause.
public record NamedWindow(Identifier name, Window window, Position position) implements Node {}
