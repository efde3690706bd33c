package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.NamedWindow;
import dev.weir.planner.sql.SortItem;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.Window;
import dev.weir.planner.sql.WindowFrame;
import dev.weir.planner.sql.WindowReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The definitions of a WINDOW clause. A window that is based on another takes its partition and order, adds an order where
/// there is none, and a frame.
final class NamedWindows {
    private final List<NamedWindow> all;
    private final Map<String, Window> windows = new HashMap<>();

    NamedWindows(List<NamedWindow> all) {
        this.all = all;
        for (NamedWindow window : all) {
            // Only what was defined before is seen, so that there are no circles.
            Window resolved = resolve(window.window());
            if (windows.putIfAbsent(window.name().text(), resolved) != null) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Window is defined twice: " + window.name().text(), window.position());
            }
        }
    }

    List<NamedWindow> all() {
        return all;
    }

    /// The expressions of a definition as written.
    static List<SqlExpression> expressions(Window window) {
        List<SqlExpression> expressions = new ArrayList<>(window.partitionBy());
        for (SortItem item : window.orderBy()) {
            expressions.add(item.value());
        }
        window.frame().ifPresent(frame -> {
            for (WindowFrame.Bound bound : List.of(frame.start(), frame.end())) {
                bound.offset().ifPresent(expressions::add);
            }
        });
        return expressions;
    }

    /// The definition without a base.
    Window resolve(WindowReference reference) {
        return switch (reference) {
            case WindowReference.Named name -> find(name.name(), name.position());
            case Window window when window.base().isPresent() -> extended(window, find(window.base().get(), window.position()));
            case Window window -> window;
        };
    }

    private Window find(Identifier name, Position position) {
        Window window = windows.get(name.text());
        if (window == null) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Window is not defined: " + name.text(), position, Suggestions.didYouMean(name.text(), windows.keySet()));
        }
        return window;
    }

    private static Window extended(Window window, Window base) {
        String name = window.base().orElseThrow().text();
        if (!window.partitionBy().isEmpty()) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "PARTITION BY is that of the window named: " + name, window.position());
        }
        if (!window.orderBy().isEmpty() && !base.orderBy().isEmpty()) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Window has an ORDER BY already: " + name, window.position());
        }
        if (base.frame().isPresent()) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Window with a frame cannot be built upon: " + name, window.position(), "write OVER " + name + " without parentheses");
        }
        return new Window(
                java.util.Optional.empty(), base.partitionBy(), base.orderBy().isEmpty() ? window.orderBy() : base.orderBy(), window.frame(),
                window.position());
    }
}
