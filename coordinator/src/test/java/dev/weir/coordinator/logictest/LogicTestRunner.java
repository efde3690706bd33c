package dev.weir.coordinator.logictest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// Runs the records of logic test files on an engine, and fills in answers.
///
/// Whole numbers, text and booleans compare exactly; a decimal and a double within half a unit of the coarser last digit,
/// or 1e-9 of its size.
public final class LogicTestRunner {
    private final String engine;
    private final LogicTestExecutor executor;

    /// @param engine what `skipif` and `onlyif` call it
    public LogicTestRunner(String engine, LogicTestExecutor executor) {
        this.engine = engine;
        this.executor = executor;
    }

    /// Runs all records and returns what differs, a message each.
    public List<String> run(LogicTestFile file) {
        List<String> failures = new ArrayList<>();
        for (LogicTestFile.Part part : file.parts()) {
            if (part instanceof LogicTestFile.Part.Record(LogicTestRecord record, _) && record.runsOn(engine)) {
                String failure = run(record);
                if (!failure.isEmpty()) {
                    failures.add(file.name() + ":" + record.line() + ": " + failure + "\n" + record.sql());
                }
            }
        }
        return failures;
    }

    /// Returns the file's text with the answers that this engine gives; records that it does not run stay as they are.
    public String complete(LogicTestFile file) {
        StringBuilder text = new StringBuilder();
        for (LogicTestFile.Part part : file.parts()) {
            switch (part) {
                case LogicTestFile.Part.Text(List<String> lines) -> lines.forEach(line -> text.append(line).append('\n'));
                case LogicTestFile.Part.Record(LogicTestRecord record, List<String> directives) -> {
                    directives.forEach(line -> text.append(line).append('\n'));
                    text.append(record.header()).append('\n').append(record.sql()).append('\n');
                    if (record.kind() == LogicTestRecord.Kind.QUERY && record.error().isEmpty()) {
                        text.append("----\n");
                        answer(record).forEach(line -> text.append(line).append('\n'));
                    }
                }
            }
        }
        return text.toString();
    }

    private List<String> answer(LogicTestRecord record) {
        if (!record.runsOn(engine)) {
            return record.expected();
        }
        try {
            return lines(record, executor.execute(record.sql()));
        } catch (Exception e) {
            return List.of("# failed: " + e.getMessage());
        }
    }

    private String run(LogicTestRecord record) {
        List<List<String>> rows;
        try {
            rows = executor.execute(record.sql());
        } catch (Exception | AssertionError e) {
            String message = String.valueOf(e.getMessage());
            if (record.error().isEmpty()) {
                return "failed: " + message;
            }
            boolean fits = Pattern.compile(record.error().get(), Pattern.DOTALL).matcher(message).find();
            return fits ? "" : "failed otherwise: " + message + "\nexpected: " + record.error().get();
        }
        if (record.error().isPresent()) {
            return "succeeded, expected to fail with: " + record.error().get();
        }
        if (record.kind() == LogicTestRecord.Kind.STATEMENT) {
            return "";
        }
        for (List<String> row : rows) {
            if (row.size() != record.types().length()) {
                return "columns: " + row.size() + ", expected: " + record.types().length();
            }
        }
        return compare(record, lines(record, rows), record.expected());
    }

    private static List<String> lines(LogicTestRecord record, List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> values = new ArrayList<>();
            for (String value : row) {
                values.add(value == null ? "NULL" : value.isEmpty() ? "(empty)" : value.replace("\n", "\\n"));
            }
            lines.add(String.join(" ", values).stripTrailing());
        }
        if (record.sort() == LogicTestRecord.Sort.ROWSORT) {
            Collections.sort(lines);
        }
        return lines;
    }

    private static String compare(LogicTestRecord record, List<String> actual, List<String> written) {
        List<String> expected = new ArrayList<>(written);
        if (record.sort() == LogicTestRecord.Sort.ROWSORT) {
            Collections.sort(expected);
        }
        if (expected.size() != actual.size()) {
            return "rows: " + actual.size() + ", expected: " + expected.size() + "\nanswer:\n" + String.join("\n", actual);
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!same(expected.get(i), actual.get(i), record.types())) {
                return "row " + (i + 1) + ": " + actual.get(i) + "\nexpected: " + expected.get(i);
            }
        }
        return "";
    }

    private static boolean same(String expected, String actual, String types) {
        if (expected.equals(actual)) {
            return true;
        }
        String[] a = expected.split(" ");
        String[] b = actual.split(" ");
        if (a.length != b.length || a.length != types.length()) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            boolean inexact = types.charAt(i) == 'D' || types.charAt(i) == 'R';
            if (!a[i].equals(b[i]) && !(inexact && near(a[i], b[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean near(String expected, String actual) {
        try {
            BigDecimal a = new BigDecimal(expected);
            BigDecimal b = new BigDecimal(actual);
            BigDecimal difference = a.subtract(b).abs();
            BigDecimal relative = a.abs().max(b.abs()).multiply(new BigDecimal("1e-9"));
            int scale = Math.min(a.scale(), b.scale());
            boolean rounded = scale >= 0 && a.setScale(scale, RoundingMode.HALF_UP).compareTo(b.setScale(scale, RoundingMode.HALF_UP)) == 0;
            return difference.compareTo(relative) <= 0 || rounded;
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
