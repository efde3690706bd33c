package dev.weir.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a failing query small: leaves out runs of tokens, shorter and shorter ones, as long as it keeps failing
/// (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
final class QueryReduction {
    private static final int TRIALS = 1_500;

    private QueryReduction() {}

    static String reduce(String sql, Predicate<String> fails) {
        List<String> tokens = SqlTokens.of(sql);
        int trials = 0;
        boolean smaller = true;
        while (smaller && trials < TRIALS) {
            smaller = false;
            for (int length = Math.max(1, tokens.size() / 2); length >= 1 && trials < TRIALS; length = length > 12 ? length * 2 / 3 : length - 1) {
                for (int from = 0; from + length <= tokens.size() && trials < TRIALS; ) {
                    List<String> rest = new ArrayList<>(tokens.subList(0, from));
                    rest.addAll(tokens.subList(from + length, tokens.size()));
                    if (balanced(tokens.subList(from, from + length)) && !rest.isEmpty()) {
                        trials++;
                        if (fails.test(SqlTokens.join(rest))) {
                            tokens = rest;
                            smaller = true;
                            continue;
                        }
                    }
                    from++;
                }
            }
        }
        return SqlTokens.join(tokens);
    }

    private static boolean balanced(List<String> tokens) {
        int depth = 0;
        for (String token : tokens) {
            if (token.equals("(")) {
                depth++;
            } else if (token.equals(")") && --depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }
}
