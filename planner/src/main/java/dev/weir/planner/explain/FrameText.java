package dev.weir.planner.explain;

import dev.weir.exec.plan.WindowFrame;
import java.util.Locale;

/// Writes window frames as SQL has them; the offset of a RANGE bound shows as the value that the bound lies at.
final class FrameText {
    private FrameText() {}

    static String of(WindowFrame.Unit unit, String start, String end, WindowFrame.Exclusion exclusion) {
        String excluded = exclusion == WindowFrame.Exclusion.NO_OTHERS ? "" : " exclude " + words(exclusion.name());
        return words(unit.name()) + " between " + start + " and " + end + excluded;
    }

    static String bound(WindowFrame.Kind kind, String offset) {
        return offset.isEmpty() ? words(kind.name()) : offset + " " + words(kind.name());
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
