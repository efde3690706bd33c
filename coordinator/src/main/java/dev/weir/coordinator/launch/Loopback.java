package dev.weir.coordinator.launch;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Keeps open mode on this machine.
final class Loopback {
    private Loopback() {}

    static void require(String host) {
        try {
            if (InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Not an address of this machine: " + host, e);
        }
        throw new QueryException(ErrorCode.NOT_SUPPORTED, "Only loopback addresses are bound while no identities are configured, not " + host)
                .withHint("user names are taken as given in open mode");
    }
}
