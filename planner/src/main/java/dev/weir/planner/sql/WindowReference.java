package dev.weir.planner.sql;

import dev.weir.exec.error.Position;

/// Is what stands after OVER: a definition or the name of one.
public sealed interface WindowReference extends Node permits Window, WindowReference.Named {
    record Named(Identifier name, Position position) implements WindowReference {}
}
