package dev.weir.coordinator.launch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much memory this machine, or the container around this process, has.
final class MachineMemory {
    private MachineMemory() {}

    static long bytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }
}
