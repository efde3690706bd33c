package dev.weir.coordinator.launch;

import java.nio.file.Path;

/// Where generated data, logs and the shell's history live: `${WEIR_HOME:-~/.weir}`.
public final class WeirHome {
    private WeirHome() {}

    public static Path path() {
        String home = System.getenv("WEIR_HOME");
        return home == null || home.isBlank() ? Path.of(System.getProperty("user.home"), ".weir") : Path.of(home);
    }
}
