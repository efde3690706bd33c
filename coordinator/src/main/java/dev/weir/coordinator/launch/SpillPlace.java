package dev.weir.coordinator.launch;

import java.nio.file.Path;

/// Where the workers of a process write what does not fit into memory.
///
/// @param folder null where nothing may be written
/// @param limit  bytes that may be there at a time
public record SpillPlace(Path folder, long limit) {
    /// Below WEIR_HOME, as large as the disk allows.
    public static SpillPlace usual() {
        return new SpillPlace(WeirHome.path().resolve("spill"), Long.MAX_VALUE);
    }

    /// Queries have to do with memory.
    public static SpillPlace none() {
        return new SpillPlace(null, 0);
    }
}
