package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.Optional;

/// Is a call's argument, by place or, with a name, `name => value`.
public record Argument(Optional<Identifier> name, SqlExpression value, Position position) implements Node {}
