package dev.weir.coordinator.launch;

import dev.weir.exec.error.QueryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point of `weir`: sql, coordinator, worker. (`demo`, `datagen` and `bench` come with the bench module.)
@Command(name = "weir", mixinStandardHelpOptions = true, version = "Weir 0.1.0",
        description = "SQL across the domains of a data mesh. Also: weir demo, weir datagen, weir bench.",
        subcommands = {SqlCommand.class, CoordinatorCommand.class, WorkerCommand.class, TrainCommand.class})
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] arguments) {
        StandardError.restore();
        System.exit(run(new CommandLine(new Main()), arguments));
    }

    /// Runs a command line with Weir's manner of reporting errors: one coded line, status 1; usage errors 2.
    public static int run(CommandLine command, String[] arguments) {
        Logging.configure();
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler((failure, _, _) -> {
            System.err.println(failure instanceof QueryException || failure.getMessage() != null && failure instanceof IllegalArgumentException
                    ? failure.getMessage() : QueryException.wrap(failure).getMessage());
            if (Boolean.getBoolean("weir.stacktrace")) {
                failure.printStackTrace();
            }
            return 1;
        });
        try {
            ConfigFile.apply(command, arguments);
        } catch (RuntimeException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        return command.execute(arguments);
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
