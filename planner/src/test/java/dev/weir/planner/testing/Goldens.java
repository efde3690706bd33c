package dev.weir.planner.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Files of questions with answers. A case is a block between empty lines: comments (`#`), the question (`> ` on each
/// line), the answer. With `-Dweir.test.golden=write` the answers are written anew instead of compared.
public final class Goldens {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean WRITE = "write".equals(System.getProperty("weir.test.golden"));

    private Goldens() {}

    /// Answers every question of the file.
    public static void check(String file, UnaryOperator<String> answer) {
        Path path = FOLDER.resolve(file);
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (String block : read(path).strip().split("\n\\s*\n")) {
            List<String> kept = new ArrayList<>();
            List<String> question = new ArrayList<>();
            for (String line : block.lines().toList()) {
                if (line.startsWith("#")) {
                    kept.add(line);
                } else if (line.startsWith("> ")) {
                    kept.add(line);
                    question.add(line.substring(2));
                }
            }
            before.add(block.strip());
            after.add((String.join("\n", kept) + "\n" + (question.isEmpty() ? "" : answer.apply(String.join("\n", question)))).strip());
        }
        compare(path, String.join("\n\n", before), String.join("\n\n", after));
    }

    /// Compares a whole file with the text.
    public static void same(String file, String actual) {
        Path path = FOLDER.resolve(file);
        compare(path, Files.exists(path) ? read(path).strip() : "", actual.strip());
    }

    private static void compare(Path path, String expected, String actual) {
        if (WRITE) {
            try {
                Files.createDirectories(path.getParent());
                Files.writeString(path, actual + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            assertEquals(expected, actual, path.toString());
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
