package dev.weir.bench.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/// Runs the benchmarks of this package in processes of their own and shows the times as Markdown.
///
/// @param forks      processes a benchmark: code is compiled anew in each, which moves figures more than iterations do
/// @param iterations counted ones in each, after as many that are not
/// @param millis     length of an iteration
public record KernelRun(int forks, int iterations, int millis) {
    /// What every JVM of Weir gets; and code is compiled before calls go on, so that none is measured that is not.
    private static final String[] FLAGS = {
        "--add-modules=jdk.incubator.vector", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED", "-XX:MaxDirectMemorySize=1t", "-Xmx1g", "-XX:-BackgroundCompilation"};

    /// Runs those whose name contains `name` in any case, and answers the table.
    ///
    /// @param name    a part of a name as the table has them; empty for all
    /// @param options further ones for the JVM that measures
    /// @throws RunnerException when a benchmark fails, as when its variants disagree
    public String run(String name, List<String> options) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include("(?i)^" + Pattern.quote(KernelRun.class.getPackageName() + ".") + ".*" + String.join("(Benchmark)?[.]", Stream.of(name.split("[.]")).map(Pattern::quote).toList()) + ".*")
                .forks(forks)
                .warmupIterations(iterations).warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(iterations).measurementTime(TimeValue.milliseconds(millis))
                .jvmArgs(FLAGS)
                .jvmArgsAppend(options.toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build()).run();
        return table(results);
    }

    /// A row for each kernel and parameters, in the order of names.
    private static String table(Collection<RunResult> results) {
        StringBuilder table = new StringBuilder("| kernel | | ns a value, median | least |\n|---|---|---:|---:|\n");
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String[] path = params.getBenchmark().split("\\.");
            List<String> values = new ArrayList<>();
            for (String key : params.getParamsKeys()) {
                values.add(key + " " + params.getParam(key));
            }
            Statistics calls = result.getPrimaryResult().getStatistics();
            table.append(String.format(Locale.ROOT, "| %s.%s | %s | %.3f | %.3f |%n", path[path.length - 2].replace("Benchmark", ""), path[path.length - 1],
                    String.join(", ", values), calls.getPercentile(50) / KernelFixture.ROWS, calls.getMin() / KernelFixture.ROWS));
        }
        return table.toString();
    }
}
