package dev.weir.bench.launch;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir bench`: suites and measurements side by side with peers.
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures Weir, side by side with other engines over the same files.",
        subcommands = {BenchTpchCommand.class, BenchLatencyCommand.class, BenchFirstCommand.class, BenchFetchCommand.class, BenchConcurrencyCommand.class,
            BenchVariantsCommand.class, BenchGovernedCommand.class, BenchBordersCommand.class, BenchFuzzCommand.class, BenchKernelsCommand.class,
            ConstantServerCommand.class})
final class BenchCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        CommandLine.usage(spec.commandLine(), System.out);
    }
}
