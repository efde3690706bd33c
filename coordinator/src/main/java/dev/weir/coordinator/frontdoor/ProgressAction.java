package dev.weir.coordinator.frontdoor;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.QueryBackend.Progress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The Flight action `weir.progress`: how far a running query of the caller is. The body is a query id, or empty for the
/// caller's latest; the answer is one line `id state doneTasks tasks rows totalRows bytes`, or empty.
public final class ProgressAction {
    public static final String TYPE = "weir.progress";

    private ProgressAction() {}

    static byte[] answer(QueryService queries, QuerySession caller, byte[] body) {
        String id = new String(body, StandardCharsets.UTF_8);
        Optional<QueryExecution> found = queries.latest(caller, id);
        if (found.isEmpty()) {
            return new byte[0];
        }
        Progress progress = found.get().progress();
        return String.join(" ", found.get().id(), found.get().state().name(), "" + progress.doneTasks(), "" + progress.tasks(),
                "" + progress.rows(), "" + progress.totalRows(), "" + progress.bytes()).getBytes(StandardCharsets.UTF_8);
    }
}
