package dev.weir.bench.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Tells whether a port can be had on loopback.
final class FreePort {
    private FreePort() {}

    /// The port itself when it is free, else 0, which servers take as "any".
    static int orAny(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }
}
