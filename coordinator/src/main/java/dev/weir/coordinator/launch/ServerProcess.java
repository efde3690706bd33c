package dev.weir.coordinator.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A coordinator or worker in a process of its own on this machine, for the demo, benchmarks and tests. It ends with
/// {@link #close}, and by itself when this process dies.
public final class ServerProcess implements AutoCloseable {
    /// Servers announce themselves on standard output with a line that begins so.
    public static final String READY = "ready: ";

    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final String address;

    private ServerProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /// Starts `weir ARGUMENTS` on the JVM, flags and class path of this process and waits until it says where it listens.
    ///
    /// @param jvmOptions more flags, such as a heap size
    /// @param log        gets the process's standard output and error
    public static ServerProcess start(List<String> arguments, List<String> jvmOptions, Path log) throws IOException {
        return start(Main.class.getName(), arguments, jvmOptions, log);
    }

    /// @param main the class to run; it must announce itself as Weir's servers do
    public static ServerProcess start(String main, List<String> arguments, List<String> jvmOptions, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-Dweir.stderr") && !flag.startsWith("-Xm") && !flag.startsWith("-agentlib") && !flag.startsWith("-XX:+Use")
                    && !flag.startsWith("-javaagent") && !flag.startsWith("-XX:StartFlightRecording")) {
                command.add(flag);
            }
        }
        command.add("-XX:+UseParallelGC");
        // Query memory is off-heap and has a limit of its own; the JVM's follows the heap's.
        command.add("-XX:MaxDirectMemorySize=1t");
        command.addAll(jvmOptions);
        command.add("-Dweir.parent=" + ProcessHandle.current().pid());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        command.addAll(arguments);
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.deleteIfExists(log);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        try {
            return new ServerProcess(process, waitUntilReady(process, arguments, log));
        } catch (RuntimeException | IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /// Makes this process end when the one that started it does, and not before: Ctrl-C at the shell of `weir demo` reaches
    /// every process of the terminal, and is meant for the statement. For servers started by {@link #start}.
    public static void endWithParent() {
        Long parent = Long.getLong("weir.parent");
        if (parent != null) {
            sun.misc.Signal.handle(new sun.misc.Signal("INT"), sun.misc.SignalHandler.SIG_IGN);
            ProcessHandle.of(parent).ifPresentOrElse(handle -> handle.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
        }
    }

    /// `host:port` as announced.
    public String address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// The status of a process that has ended.
    public int exitStatus() {
        return process.exitValue();
    }

    /// Ends the process at once, as a crash does.
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String waitUntilReady(Process process, List<String> arguments, Path log) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int at = line.indexOf(READY);
                    if (at >= 0) {
                        return line.substring(at + READY.length()).split(" ")[0];
                    }
                }
            }
            if (!process.isAlive()) {
                throw new IOException("weir " + String.join(" ", arguments) + " ended: " + Files.readString(log).strip());
            }
            try {
                // A process tells that it is ready by a line in its log only.
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a server started", e);
            }
        }
        throw new IOException("weir " + String.join(" ", arguments) + " was not ready after " + START_SECONDS + " s; its log is " + log);
    }
}
