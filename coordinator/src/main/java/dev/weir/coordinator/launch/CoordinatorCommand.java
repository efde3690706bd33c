package dev.weir.coordinator.launch;

import dev.weir.coordinator.admission.AdmissionLimits;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir coordinator`: the front door, in the foreground.
@Command(name = "coordinator", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs a coordinator until it is stopped.")
final class CoordinatorCommand implements Callable<Integer> {
    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to bind (default 127.0.0.1; without identities nothing else is allowed).")
    String host = "127.0.0.1";

    @Option(names = "--flight-port", paramLabel = "PORT", description = "Flight SQL for clients, gRPC for workers (default 8815; 0: any).")
    int flightPort = 8815;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Health and readiness (default 8080; 0: any).")
    int httpPort = 8080;

    @Option(names = "--state", paramLabel = "DIR", description = "Keeps what domains announced (default: below $${WEIR_HOME:-~/.weir}).")
    Path state = WeirHome.path().resolve("coordinator");

    @Option(names = "--max-running-queries", paramLabel = "N",
            description = "Queries that run at a time, beside small ones; others wait for their turn (default: two a core, at least 4).")
    Integer maxRunning;

    @Option(names = "--max-queued-queries", paramLabel = "N", description = "Queries that wait at a time; others are refused (default 200).")
    int maxQueued = AdmissionLimits.QUEUED;

    @Option(names = "--warm-up", paramLabel = "WHEN",
            description = "Practises on made-up data, so that the first query is not much slower than later ones: first (before it is ready, about three seconds on two cores), background or off (default first).")
    WarmUp.When warmUp = WarmUp.When.FIRST;

    @Mixin
    EngineOptions engine;

    @Override
    public Integer call() throws Exception {
        Loopback.require(host);
        ServerProcess.endWithParent();
        PortCheck.requireFree(host, flightPort, "--flight-port");
        PortCheck.requireFree(host, httpPort, "--http-port");
        if (warmUp == WarmUp.When.FIRST) {
            System.out.println("warming up on made-up data before being ready (--warm-up background: ready at once)");
        }
        WarmUp.before(warmUp, WarmUp.Extent.OF_COORDINATOR, engine.threadCount());
        CoordinatorServer server = new CoordinatorServer(host, flightPort, httpPort, state, engine.threadCount(), engine.memoryLimits().queries(), limits());
        WarmUp practice = WarmUp.beside(warmUp, WarmUp.Extent.OF_COORDINATOR, engine.threadCount(), server::answers);
        System.out.println(ServerProcess.READY + server.address() + " (Flight SQL and workers), http://" + server.httpAddress() + "/v1/health");
        System.out.println("open mode: no identities are configured, so user names are taken as given and only this machine is served");
        Shutdown.await(practice, server);
        return 0;
    }

    private AdmissionLimits limits() {
        AdmissionLimits usual = AdmissionLimits.ofCores(Runtime.getRuntime().availableProcessors());
        return new AdmissionLimits(maxRunning == null ? usual.running() : maxRunning, maxQueued);
    }
}
