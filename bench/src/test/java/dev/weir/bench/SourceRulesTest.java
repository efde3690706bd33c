package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the code's layout promises: which package may import which, names, sizes, a package-info in every package.
///
/// A rule is a prefix below `dev.weir` or a third party's package; `importing.package` is looked for from the most special
/// to the module.
class SourceRulesTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("formats", "exec", "planner", "worker", "coordinator", "bench");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([a-z0-9_.]+)\\.[A-Z].*;", Pattern.MULTILINE);
    private static final int MOST_LINES = 800;

    /// What a module may see of ours; the longest prefix of the importing package decides.
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("formats", Set.of()),
            // column data are the buffers of formats.memory; files are read by the scan alone
            Map.entry("exec", Set.of("formats.memory")),
            // a part of a process's memory may hold pages
            Map.entry("exec.memory", Set.of("formats.memory", "formats.cache")),
            Map.entry("exec.operator.scan", Set.of("formats")),
            Map.entry("exec.operator.spill", Set.of("formats.memory", "formats.compress")),
            Map.entry("exec.plan.wire", Set.of("formats.memory", "proto")),
            Map.entry("planner", Set.of("exec.type", "exec.expression", "exec.function", "exec.plan", "exec.policy", "exec.error", "exec.evaluate")),
            Map.entry("worker", Set.of("exec", "proto")),
            Map.entry("worker.catalog", Set.of("exec", "proto", "formats")),
            Map.entry("worker.sample", Set.of("formats")),
            // of the worker only how both send messages and serve connections
            Map.entry("coordinator", Set.of(
                    "planner", "proto", "exec.plan", "exec.type", "exec.expression", "exec.function", "exec.policy", "exec.error", "exec.batch",
                    "exec.metrics", "exec.memory", "worker.wire")),
            Map.entry("coordinator.launch", Set.of("planner", "proto", "exec", "worker")),
            Map.entry("bench", Set.of("formats", "exec", "planner", "worker", "coordinator", "proto")));

    /// Libraries that a module must not see.
    private static final Map<String, List<String>> MUST_NOT_IMPORT = Map.of(
            "formats", List.of("io.grpc", "org.apache.arrow.flight", "org.antlr"),
            "exec", List.of("io.grpc", "org.apache.arrow.flight", "org.antlr"),
            "planner", List.of("io.grpc", "org.apache.arrow", "com.google.protobuf"),
            "worker", List.of("org.antlr", "org.jline", "picocli"),
            "coordinator", List.of("org.antlr"));

    private record Source(String module, String packageName, Path path, String text) {
        String name() {
            return path.getFileName().toString().replace(".java", "");
        }
    }

    private static List<Source> sources(String part) {
        List<Source> sources = new ArrayList<>();
        for (String module : MODULES) {
            Path folder = ROOT.resolve(module).resolve("src").resolve(part).resolve("java").resolve("dev").resolve("weir");
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (List<Path>) files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                    sources.add(new Source(module, folder.relativize(file.getParent()).toString().replace('/', '.'), file, Files.readString(file)));
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot read the sources of " + module, e);
            }
        }
        return sources;
    }

    private static List<String> offenders(List<Source> sources, BiPredicate<Source, String> offends) {
        List<String> found = new ArrayList<>();
        for (Source source : sources) {
            int number = 1;
            for (String line : source.text().split("\n", -1)) {
                if (offends.test(source, line)) {
                    found.add(source.path() + ":" + number + ": " + line.strip());
                }
                number++;
            }
        }
        return found;
    }

    private static boolean isWithin(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }

    private static Set<String> allowed(String importing) {
        String prefix = importing;
        while (!MAY_IMPORT.containsKey(prefix)) {
            prefix = prefix.substring(0, prefix.lastIndexOf('.'));
        }
        return MAY_IMPORT.get(prefix);
    }

    @Test
    void modulesImportWhatTheyMay() {
        List<String> found = new ArrayList<>();
        for (Source source : sources("main")) {
            Matcher imports = IMPORT.matcher(source.text());
            while (imports.find()) {
                String imported = imports.group(1);
                if (imported.startsWith("dev.weir.")) {
                    String ours = imported.substring("dev.weir.".length());
                    boolean own = isWithin(ours, source.module());
                    if (!own && allowed(source.packageName()).stream().noneMatch(prefix -> isWithin(ours, prefix))) {
                        found.add(source.path() + " imports " + imported);
                    }
                } else if (MUST_NOT_IMPORT.getOrDefault(source.module(), List.of()).stream().anyMatch(prefix -> isWithin(imported, prefix))) {
                    found.add(source.path() + " imports " + imported);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void foldingIsAllThatThePlannerSeesOfEvaluation() {
        List<String> found = offenders(sources("main"), (source, line) -> source.module().equals("planner")
                && line.startsWith("import dev.weir.exec.evaluate.") && !line.equals("import dev.weir.exec.evaluate.ConstantEvaluator;"));
        assertEquals(List.of(), found);
    }

    @Test
    void namesSayWhatThingsAre() {
        Pattern meaningless = Pattern.compile(".*(Utils?|Helpers?|Common|Misc|Managers?|Impl|Dto)");
        Set<String> found = new TreeSet<>();
        for (String part : List.of("main", "test")) {
            for (Source source : sources(part)) {
                if (meaningless.matcher(source.name()).matches() || source.packageName().matches(".*\\.(util|utils|helper|common|misc|impl|dto)(\\..*)?")) {
                    found.add(source.path().toString());
                }
            }
        }
        assertEquals(Set.of(), found);
    }

    @Test
    void filesAreShort() {
        List<String> found = new ArrayList<>();
        for (String part : List.of("main", "test")) {
            for (Source source : sources(part)) {
                long lines = source.text().lines().count();
                if (lines > MOST_LINES) {
                    found.add(source.path() + ": " + lines + " lines");
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void everyPackageSaysWhatIsInIt() {
        Set<String> found = new TreeSet<>();
        for (Source source : sources("main")) {
            Path info = source.path().resolveSibling("package-info.java");
            if (!Files.exists(info)) {
                found.add(source.packageName());
            } else if (source.name().equals("package-info") && !source.text().startsWith("///")) {
                found.add(source.packageName() + ": package-info without a text");
            }
        }
        assertEquals(Set.of(), found);
    }

    @Test
    void noShortcuts() {
        Pattern inferred = Pattern.compile("(^|[\\s(])" + "va" + "r [a-zA-Z_]\\w* *(=|:)");
        List<String> all = new ArrayList<>();
        for (String part : List.of("main", "test")) {
            all.addAll(offenders(sources(part), (source, line) -> !line.strip().startsWith("//") && inferred.matcher(line).find()));
            all.addAll(offenders(sources(part), (source, line) -> line.matches(".*\\b(TO" + "DO|FIX" + "ME)\\b.*") || line.strip().startsWith("@Dis" + "abled")));
        }
        assertEquals(List.of(), all);
    }
}
