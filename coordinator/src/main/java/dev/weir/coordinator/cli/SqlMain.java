package dev.weir.coordinator.cli;

import dev.weir.coordinator.cli.format.OutputFormat;
import dev.weir.planner.sql.StatementSplitter;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs what the command line asks for on a session: statements given by `-c`, a file, standard input, or a shell.
public final class SqlMain {
    private SqlMain() {}

    /// @param statements given by -c; null when not given
    /// @param file       given by -f; null when not given
    /// @param format     null: ALIGNED
    /// @param history    where the shell keeps its history
    /// @return the exit status: 0, or 1 when a statement failed
    public static int run(SqlSession session, String statements, Path file, OutputFormat format, Path history) throws IOException {
        OutputFormat chosen = format == null ? OutputFormat.ALIGNED : format;
        boolean terminal = System.console() != null && System.console().isTerminal();
        if (statements == null && file == null && terminal) {
            Files.createDirectories(history.getParent());
            new Shell(session, chosen).run(history);
            return 0;
        }
        String text = statements != null ? statements
                : file != null ? Files.readString(file)
                : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        PrintWriter out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), 1 << 16));
        PrintWriter err = new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
        StatementRunner runner = new StatementRunner(session, out, err, terminal);
        Thread main = Thread.currentThread();
        Thread cancel = new Thread(() -> {
            // A signal while a statement runs: cancel it, and let it end before the process does.
            runner.cancel();
            try {
                main.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "weir-cancel");
        Runtime.getRuntime().addShutdownHook(cancel);
        boolean ok = true;
        for (String statement : StatementSplitter.split(text).all()) {
            ok = runner.run(statement, chosen, 0, chosen == OutputFormat.ALIGNED && terminal);
            if (!ok || out.checkError()) {
                break;
            }
        }
        out.flush();
        try {
            Runtime.getRuntime().removeShutdownHook(cancel);
        } catch (IllegalStateException e) {
            return 1;
        }
        return ok ? 0 : 1;
    }
}
