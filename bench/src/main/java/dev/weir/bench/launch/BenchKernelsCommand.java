package dev.weir.bench.launch;

import dev.weir.bench.kernel.KernelRun;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir bench kernels`: the JMH benchmarks of hot loops, beside their scalar twins.
@Command(name = "kernels", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures hot loops beside their scalar twins, in nanoseconds a value; the answers are compared first.")
final class BenchKernelsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Only those whose name contains this, such as Unpack or scalar.")
    String name = "";

    @Option(names = "--forks", paramLabel = "N", description = "Processes a benchmark (default 1).")
    int forks = 1;

    @Option(names = "--iterations", paramLabel = "N", description = "Counted iterations, and as many before them (default 3).")
    int iterations = 3;

    @Option(names = "--millis", paramLabel = "N", description = "Length of an iteration (default 500).")
    int millis = 500;

    @Option(names = "--jvm", paramLabel = "OPTION", description = "A further option of the JVM that measures, such as --jvm=-XX:UseAVX=2.")
    List<String> options = List.of();

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        // What the measuring JVMs say on standard error goes there, not into the table.
        System.setOut(System.err);
        try {
            out.print(new KernelRun(forks, iterations, millis).run(name, options));
        } finally {
            System.setOut(out);
        }
        return 0;
    }
}
