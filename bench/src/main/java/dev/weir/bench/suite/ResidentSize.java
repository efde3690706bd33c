package dev.weir.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads what Linux says of a process's memory.
public final class ResidentSize {
    private ResidentSize() {}

    /// The peak resident size (VmHWM) in bytes; 0 when the process is gone or this is not Linux.
    public static long peakBytes(long process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }
}
