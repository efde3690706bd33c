package dev.weir.coordinator.launch;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir worker`: a domain's worker beside its data, in the foreground.
@Command(name = "worker", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs a worker of a domain until it is stopped.")
final class WorkerCommand implements Callable<Integer> {
    private static final long FIRST_TRY_SECONDS = 5;

    @Option(names = "--domain", paramLabel = "NAME", required = true, description = "The domain, the first part of its tables' names.")
    String domain;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The domain's folder: DIR/<product>/<table>.parquet or DIR/<product>/<table>/*.parquet.")
    Path data;

    @Option(names = "--policies", paramLabel = "FILE", description = "The domain's policies.yaml, on every worker of a governed domain: without the file the worker answers nothing (default: policies.yaml in DIR, if there is one).")
    Path policies;

    @Option(names = "--coordinator", paramLabel = "HOST:PORT", required = true, description = "Where to register.")
    String coordinator;

    @Option(names = "--flight-port", paramLabel = "PORT", description = "Where the coordinator and other workers reach this one (default 8816; 0: any).")
    int flightPort = 8816;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to bind (default 127.0.0.1; without identities nothing else is allowed).")
    String host = "127.0.0.1";

    @Option(names = "--region", paramLabel = "R", description = "Where the domain's data is, for residency rules.")
    String region = "";

    @Option(names = "--warm-up", paramLabel = "WHEN",
            description = "Practises on made-up data, so that the first query is not much slower than later ones: first (before it is ready, about ten seconds on two cores), background or off (default first).")
    WarmUp.When warmUp = WarmUp.When.FIRST;

    @Mixin
    EngineOptions engine;

    @Override
    public Integer call() throws Exception {
        Loopback.require(host);
        EmbeddedDomains.requireReadable(data);
        int colon = coordinator.lastIndexOf(':');
        if (colon < 1 || !coordinator.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("--coordinator takes HOST:PORT, not '" + coordinator + "'");
        }
        ServerProcess.endWithParent();
        PortCheck.requireFree(host, flightPort, "--flight-port");
        if (warmUp == WarmUp.When.FIRST) {
            System.out.println("warming up on made-up data before being ready (--warm-up background: ready at once)");
        }
        WarmUp.before(warmUp, WarmUp.Extent.OF_WORKER, engine.threadCount());
        DomainWorker worker = new DomainWorker(domain, data.toAbsolutePath().normalize(), policies == null ? null : policies.toAbsolutePath().normalize(), region, host, flightPort,
                coordinator.substring(0, colon), Integer.parseInt(coordinator.substring(colon + 1)), engine.threadCount(), engine.memoryLimits(),
                engine.spillPlace());
        try {
            worker.registered().get(FIRST_TRY_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println(new QueryException(ErrorCode.COORDINATOR_UNREACHABLE, "No coordinator answers at " + coordinator).getMessage()
                    + "; trying again until one does");
        } catch (ExecutionException e) {
            worker.close();
            throw QueryException.wrap(e);
        }
        WarmUp practice = WarmUp.beside(warmUp, WarmUp.Extent.OF_WORKER, engine.threadCount(), () -> !worker.server().tasks().idle());
        System.out.println(ServerProcess.READY + worker.address() + " (domain " + domain + ", " + data + ")");
        Shutdown.await(practice, worker);
        return 0;
    }
}
