package dev.weir.bench.launch;

import dev.weir.coordinator.launch.Main;
import dev.weir.coordinator.launch.StandardError;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point of `weir demo`, `weir datagen` and `weir bench`.
@Command(name = "weir", mixinStandardHelpOptions = true, version = "Weir 0.1.0",
        subcommands = {DemoCommand.class, DatagenCommand.class, BenchCommand.class})
public final class BenchMain implements Runnable {
    private BenchMain() {}

    public static void main(String[] arguments) {
        StandardError.restore();
        System.exit(Main.run(new CommandLine(new BenchMain()), arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
