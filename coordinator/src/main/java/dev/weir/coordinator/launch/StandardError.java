package dev.weir.coordinator.launch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// Puts the real standard error back in place of the launcher's filter (see the launcher for why there is one).
public final class StandardError {
    private StandardError() {}

    /// Does nothing unless the launcher named a descriptor in the property `weir.stderr`.
    public static void restore() {
        Integer saved = Integer.getInteger("weir.stderr");
        if (saved == null) {
            return;
        }
        try {
            Linker linker = Linker.nativeLinker();
            linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("dup2"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invoke((int) saved, 2);
            linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("close"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invoke((int) saved);
        } catch (Throwable failure) {
            // The filter passes everything else on, so standard error still works.
            System.err.println("weir: cannot restore standard error: " + failure);
        }
    }
}
