package dev.weir.planner.bind;

import java.util.Collection;

/// Finds the known name that a wrong one was probably meant to be.
final class Suggestions {
    private Suggestions() {}

    /// Returns "did you mean x?", empty when nothing is near.
    static String didYouMean(String wrong, Collection<String> known) {
        String best = "";
        int least = wrong.length() < 2 ? 1 : Math.max(1, wrong.length() / 3) + 1;
        for (String name : known) {
            int distance = distance(wrong, name, least);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? "" : "did you mean " + best + "?";
    }

    /// Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment); stops at `limit`.
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return Math.min(limit, last[b.length()]);
    }
}
