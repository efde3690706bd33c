package dev.weir.planner.explain;

import java.util.Locale;

/// Writes what was measured of an operator: `rows 1.2M out | wall 84 ms cpu 161 ms | mem 18 MiB`.
final class MetricsText {
    private MetricsText() {}

    static String of(PlanMetrics.Measured measured) {
        StringBuilder text = new StringBuilder("rows ").append(PlanText.count(measured.rows())).append(" out");
        text.append(" | wall ").append(millis(measured.wallNanos())).append(" cpu ").append(millis(measured.cpuNanos()));
        if (measured.memoryBytes() > 0) {
            text.append(" | mem ").append(bytes(measured.memoryBytes()));
        }
        if (!measured.extra().isEmpty()) {
            text.append(" | ").append(measured.extra());
        }
        return text.toString();
    }

    static String millis(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double scaled = bytes;
        int unit = 0;
        while (scaled >= 1024 && unit < units.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || scaled >= 100 ? "%.0f %s" : "%.1f %s", scaled, units[unit]);
    }
}
