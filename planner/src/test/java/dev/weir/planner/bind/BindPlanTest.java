package dev.weir.planner.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Compares the plans that constructs become with `plans.txt`: a line `### sql`, then the plan. With `-Dweir.test.golden=write`
/// (in `test.jvm.args`) the file is written anew.
class BindPlanTest {
    private static final Path FILE = Path.of("src/test/resources/dev/weir/planner/bind/plans.txt");

    private record Golden(String sql, String plan) {}

    @TestFactory
    Stream<DynamicTest> plans() throws IOException {
        List<Golden> goldens = new ArrayList<>();
        for (String part : Files.readString(FILE).split("(?m)^### ")) {
            if (!part.isBlank()) {
                int end = part.indexOf('\n');
                goldens.add(new Golden(part.substring(0, end), part.substring(end + 1).strip()));
            }
        }
        if ("write".equals(System.getProperty("weir.test.golden"))) {
            write(goldens);
        }
        return goldens.stream().map(golden -> DynamicTest.dynamicTest(
                golden.sql(), () -> assertEquals(golden.plan(), Binding.text(golden.sql()).strip())));
    }

    private static void write(List<Golden> goldens) {
        StringBuilder text = new StringBuilder();
        for (Golden golden : goldens) {
            text.append("### ").append(golden.sql()).append('\n').append(Binding.text(golden.sql()).strip()).append("\n\n");
        }
        try {
            Files.writeString(FILE, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
