package dev.weir.bench.suite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// One client that runs a suite in an order of its own, as fast as it gets answers, and checks each.
final class ConcurrentClient {
    private final int number;
    private final JdbcEngine engine;
    private final Map<String, String> queries;
    private final Map<String, QueryResult> expected;

    /// @param number   from 0
    /// @param expected the right answers by name
    ConcurrentClient(int number, JdbcEngine engine, Map<String, String> queries, Map<String, QueryResult> expected) {
        this.number = number;
        this.engine = engine;
        this.queries = queries;
        this.expected = expected;
    }

    /// One query of one client.
    ///
    /// @param problem what went wrong or differed; empty when all was well
    public record Sample(int client, String query, long nanos, String problem) {}

    /// Runs every query so many times, each round in another order.
    List<Sample> run(int rounds, long seed) {
        Random random = new Random(seed);
        List<Sample> samples = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            List<String> order = new ArrayList<>(queries.keySet());
            Collections.shuffle(order, random);
            for (String name : order) {
                samples.add(one(name));
            }
        }
        return samples;
    }

    private Sample one(String name) {
        long start = System.nanoTime();
        try {
            QueryResult result = engine.run(queries.get(name));
            OrderKeys order = OrderKeys.of(queries.get(name), expected.get(name).columns());
            Optional<String> difference = ResultComparison.difference(expected.get(name), result, order.columns(), order.limited());
            return new Sample(number, name, result.nanos(), difference.orElse(""));
        } catch (SQLException | RuntimeException failure) {
            return new Sample(number, name, System.nanoTime() - start, reason(String.valueOf(failure.getMessage())));
        }
    }

    /// Without the statement, which drivers put in front of the reason.
    private static String reason(String message) {
        return message.substring(message.lastIndexOf("\": ") + 1).lines().findFirst().orElse("?");
    }
}
