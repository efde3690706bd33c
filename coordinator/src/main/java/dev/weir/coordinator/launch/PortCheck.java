package dev.weir.coordinator.launch;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Looks whether a server will be able to listen, before it spends seconds on practice. Binding it may still fail later.
final class PortCheck {
    private PortCheck() {}

    /// @param port   0 is any free one, and always there
    /// @param option what the user can change, e.g. `--flight-port`
    static void requireFree(String host, int port, String option) {
        if (port == 0) {
            return;
        }
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            // Free until now.
        } catch (IOException e) {
            throw new QueryException(ErrorCode.PORT_IN_USE, "Cannot listen at " + host + ":" + port + ": " + e.getMessage(), e)
                    .withHint("choose another " + option + "; 0 is any free one");
        }
    }
}
