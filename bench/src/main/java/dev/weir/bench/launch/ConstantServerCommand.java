package dev.weir.bench.launch;

import dev.weir.bench.suite.ConstantServer;
import dev.weir.coordinator.launch.ServerProcess;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The server that `weir bench fetch` compares with, in a process of its own; started by it.
@Command(name = "constant-server", hidden = true, description = "Answers every statement with the same batch over and over.")
final class ConstantServerCommand implements Callable<Integer> {
    @Option(names = "--rows", required = true)
    long rows;

    @Option(names = "--batch-rows", required = true)
    int batchRows;

    @Override
    public Integer call() throws Exception {
        ServerProcess.endWithParent();
        try (ConstantServer server = new ConstantServer(0, rows, batchRows)) {
            System.out.println(ServerProcess.READY + "127.0.0.1:" + server.port());
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
