package dev.weir.coordinator.cli;

import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import java.io.PrintWriter;
import java.util.Optional;

/// Prints an error with the statement's line and a caret below the place.
final class ErrorText {
    private ErrorText() {}

    static void print(PrintWriter err, QueryException error, String sql) {
        err.println(error.getMessage());
        Optional<Position> position = error.position();
        if (position.isPresent()) {
            String[] lines = sql.split("\n", -1);
            int line = position.get().line();
            if (line <= lines.length) {
                String label = "LINE " + line + ": ";
                String text = lines[line - 1].replace('\t', ' ');
                err.println(label + text);
                err.println(" ".repeat(label.length() + Math.min(position.get().column() - 1, text.length())) + "^");
            }
        }
        err.flush();
    }
}
