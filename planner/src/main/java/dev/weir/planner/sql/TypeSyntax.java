package dev.weir.planner.sql;

import dev.weir.exec.error.Position;
import java.util.List;

/// Is a type as written, not yet checked: `decimal(12, 2)`, `timestamp(3) with time zone`, `array(row(a integer))`.
///
/// `name` is lower case, with the words of the standard's long names in it ("timestamp with time zone",
/// "interval year to month"). `parameters` are the numbers in parentheses, `arguments` the nested types of
/// array, map and row, `fields` the names of a row's fields (empty where unnamed).
public record TypeSyntax(
        String name, List<Integer> parameters, List<TypeSyntax> arguments, List<Identifier> fields, Position position)
        implements Node {
    public TypeSyntax {
        parameters = List.copyOf(parameters);
        arguments = List.copyOf(arguments);
        fields = List.copyOf(fields);
    }
}
