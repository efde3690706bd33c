package dev.weir.coordinator.cli;

import dev.weir.coordinator.cli.format.OutputFormat;
import dev.weir.coordinator.cli.format.ResultColumn;
import dev.weir.coordinator.cli.format.RowPrinter;
import dev.weir.exec.error.QueryException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/// Runs one statement and prints what comes of it: rows, a footer, or an error with the line and a caret.
final class StatementRunner {
    private final SqlSession session;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive;
    private volatile SqlSession.Result running;
    private volatile boolean cancelled;

    StatementRunner(SqlSession session, PrintWriter out, PrintWriter err, boolean interactive) {
        this.session = session;
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    /// Answers whether it went well.
    ///
    /// @param footer whether to say how many rows and how long
    boolean run(String sql, OutputFormat format, int width, boolean footer) {
        long start = System.nanoTime();
        cancelled = false;
        ProgressLine progress = interactive ? ProgressLine.start(session, err) : null;
        try (SqlSession.Result result = session.execute(sql)) {
            running = result;
            if (cancelled) {
                result.cancel();
            }
            if (result.schema().getFields().isEmpty()) {
                drain(result);
                stop(progress);
                if (footer) {
                    out.println("OK" + time(start));
                }
                out.flush();
                return true;
            }
            long rows = print(result, format, width, progress);
            if (footer) {
                long nanos = Math.max(1, System.nanoTime() - start);
                out.println("(" + rows + (rows == 1 ? " row" : " rows") + time(start)
                        + (rows >= 100_000 ? String.format(Locale.ROOT, ", %,.0f rows/s", rows * 1e9 / nanos) : "") + ")");
            }
            out.flush();
            return true;
        } catch (RuntimeException e) {
            stop(progress);
            out.flush();
            ErrorText.print(err, QueryException.wrap(e), sql);
            return false;
        } finally {
            running = null;
            stop(progress);
        }
    }

    /// Ends the running statement; any thread.
    void cancel() {
        cancelled = true;
        SqlSession.Result result = running;
        if (result != null) {
            result.cancel();
        }
    }

    private static void drain(SqlSession.Result result) {
        VectorSchemaRoot batch = result.next();
        while (batch != null) {
            batch = result.next();
        }
    }

    private long print(SqlSession.Result result, OutputFormat format, int width, ProgressLine progress) {
        List<ResultColumn> columns = new ArrayList<>();
        for (Field field : result.schema().getFields()) {
            columns.add(new ResultColumn(field.getName(), ValueText.isNumeric(field.getType()), field.getType() instanceof ArrowType.Bool));
        }
        RowPrinter printer = null;
        long rows = 0;
        for (VectorSchemaRoot batch = result.next(); batch != null; batch = result.next()) {
            if (printer == null) {
                stop(progress);
                printer = format.printer(out, columns, width);
            }
            List<FieldVector> vectors = batch.getFieldVectors();
            for (int row = 0; row < batch.getRowCount(); row++) {
                String[] values = new String[vectors.size()];
                for (int column = 0; column < values.length; column++) {
                    values[column] = ValueText.of(vectors.get(column), row);
                }
                printer.row(values);
            }
            rows += batch.getRowCount();
            if (out.checkError()) {
                result.cancel();
                return rows;
            }
        }
        if (printer == null) {
            stop(progress);
            printer = format.printer(out, columns, width);
        }
        printer.finish();
        return rows;
    }

    private static String time(long start) {
        double millis = (System.nanoTime() - start) / 1e6;
        return millis < 1000 ? String.format(Locale.ROOT, " in %.0f ms", millis) : String.format(Locale.ROOT, " in %.2f s", millis / 1000);
    }

    private static void stop(ProgressLine progress) {
        if (progress != null) {
            progress.stop();
        }
    }
}
