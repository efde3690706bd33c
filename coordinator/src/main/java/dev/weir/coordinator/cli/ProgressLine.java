package dev.weir.coordinator.cli;

import java.io.PrintWriter;

/// After a second shows how far a statement is, on one line that is rewritten and finally erased.
final class ProgressLine {
    private static final long FIRST_MILLIS = 1000;
    private static final long EVERY_MILLIS = 250;

    private final SqlSession session;
    private final PrintWriter out;
    private final Thread thread;
    private final long start = System.nanoTime();
    private boolean stopped;
    private boolean shown;

    private ProgressLine(SqlSession session, PrintWriter out) {
        this.session = session;
        this.out = out;
        this.thread = Thread.ofVirtual().name("weir-progress").unstarted(this::run);
    }

    static ProgressLine start(SqlSession session, PrintWriter out) {
        ProgressLine line = new ProgressLine(session, out);
        line.thread.start();
        return line;
    }

    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            thread.interrupt();
            if (shown) {
                out.print("\r\u001b[K");
                out.flush();
            }
        }
    }

    private void run() {
        try {
            Thread.sleep(FIRST_MILLIS);
            while (true) {
                String progress = session.progress();
                synchronized (this) {
                    if (stopped) {
                        return;
                    }
                    shown = true;
                    out.printf("\r\u001b[K%.1f s  %s", (System.nanoTime() - start) / 1e9, progress);
                    out.flush();
                }
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            // The statement has ended.
        }
    }
}
