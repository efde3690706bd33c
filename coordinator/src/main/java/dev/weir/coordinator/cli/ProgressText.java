package dev.weir.coordinator.cli;

import dev.weir.coordinator.query.QueryBackend.Progress;
import java.util.Locale;

/// Says on one line how far a query is.
final class ProgressText {
    private ProgressText() {}

    static String of(String state, Progress progress) {
        if (progress.tasks() == 0) {
            return state.toLowerCase(Locale.ROOT);
        }
        String share = progress.totalRows() > 0 ? String.format(Locale.ROOT, " %d %%", Math.min(100, 100 * progress.rows() / progress.totalRows())) : "";
        return String.format(Locale.ROOT, "%s%s  tasks %d/%d  %s rows  %s", state.toLowerCase(Locale.ROOT), share,
                progress.doneTasks(), progress.tasks(), count(progress.rows()), bytes(progress.bytes()));
    }

    static String count(long number) {
        if (number < 10_000) {
            return Long.toString(number);
        }
        return number < 10_000_000 ? String.format(Locale.ROOT, "%.1f K", number / 1e3) : String.format(Locale.ROOT, "%.1f M", number / 1e6);
    }

    static String bytes(long number) {
        if (number < 1 << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", number / 1024.0);
        }
        return number < 1L << 30 ? String.format(Locale.ROOT, "%.1f MiB", number / 1048576.0) : String.format(Locale.ROOT, "%.2f GiB", number / 1073741824.0);
    }
}
