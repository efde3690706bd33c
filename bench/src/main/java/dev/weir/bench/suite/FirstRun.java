package dev.weir.bench.suite;

import dev.weir.coordinator.launch.ServerProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Times of one query on servers that have run nothing before, in milliseconds. On a busy machine the processors' time is the
/// steadier measure; it counts all servers, their compilers included.
///
/// @param first     the first run
/// @param second    the run after it
/// @param steady    median of the last third of the runs
/// @param firstCpu  processor time of the first run
/// @param steadyCpu mean processor time of the last third of the runs
public record FirstRun(double first, double second, double steady, double firstCpu, double steadyCpu) {
    /// Runs a query once, and `runs` times more.
    public static FirstRun of(SqlEngine engine, List<ServerProcess> servers, String sql, int runs) throws Exception {
        double before = cpu(servers);
        double first = engine.run(sql).nanos() / 1e6;
        double firstCpu = cpu(servers) - before;
        double[] more = new double[Math.max(1, runs)];
        int counted = Math.max(1, more.length / 3);
        for (int i = 0; i < more.length; i++) {
            if (i == more.length - counted) {
                before = cpu(servers);
            }
            more[i] = engine.run(sql).nanos() / 1e6;
        }
        double steadyCpu = (cpu(servers) - before) / counted;
        double[] last = Arrays.copyOfRange(more, more.length - counted, more.length);
        Arrays.sort(last);
        return new FirstRun(first, more[0], last[last.length / 2], firstCpu, steadyCpu);
    }

    public double ratio() {
        return first / steady;
    }

    public static double geometricMean(List<FirstRun> all) {
        double sum = 0;
        for (FirstRun one : all) {
            sum += Math.log(one.ratio());
        }
        return all.isEmpty() ? 0 : Math.exp(sum / all.size());
    }

    private static double cpu(List<ServerProcess> servers) {
        double sum = 0;
        for (ServerProcess server : servers) {
            sum += ProcessHandle.of(server.pid()).flatMap(process -> process.info().totalCpuDuration()).orElse(Duration.ZERO).toNanos() / 1e6;
        }
        return sum;
    }
}
