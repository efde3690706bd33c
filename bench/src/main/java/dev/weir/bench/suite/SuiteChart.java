package dev.weir.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws a run of a suite as an SVG: a group of bars a query, a bar an engine, whiskers from the fastest to the slowest run.
final class SuiteChart {
    private static final int BAR = 9;
    private static final int GAP = 12;
    private static final int LEFT = 64;
    private static final int TOP = 56;
    private static final int HEIGHT = 300;
    private static final int BOTTOM = 44;
    private static final List<String> COLORS = List.of("#17a589", "#f39c12", "#8e44ad", "#2e86c1", "#c0392b", "#7f8c8d");

    private final Map<String, List<QueryTimes>> times;
    private final List<String> engines;
    private final double most;
    private final StringBuilder text = new StringBuilder();

    private SuiteChart(Map<String, List<QueryTimes>> times) {
        this.times = times;
        this.engines = List.copyOf(times.keySet());
        double greatest = 0;
        for (List<QueryTimes> all : times.values()) {
            for (QueryTimes one : all) {
                greatest = one.nanos().isEmpty() ? greatest : Math.max(greatest, one.medianMillis());
            }
        }
        this.most = roundedUp(greatest);
    }

    /// @param title what was run, on what
    /// @param times by engine, the same queries for each
    static String svg(String title, Map<String, List<QueryTimes>> times) {
        return new SuiteChart(times).draw(title);
    }

    private String draw(String title) {
        int queries = times.get(engines.getFirst()).size();
        int group = engines.size() * BAR + GAP;
        int width = Math.max(640, LEFT + queries * group + 24);
        text.append(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\">%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", width, TOP + HEIGHT + BOTTOM, width, TOP + HEIGHT + BOTTOM));
        label(LEFT, 20, "start", 14, title);
        legend();
        for (int tick = 0; tick <= 5; tick++) {
            double millis = most * tick / 5;
            text.append(String.format(Locale.ROOT, "<path d=\"M%d %.1fH%d\" stroke=\"#e5e8e8\"/>%n", LEFT, y(millis), width - 16));
            label(LEFT - 6, y(millis) + 4, "end", 11, String.format(Locale.ROOT, most >= 50 ? "%.0f ms" : "%.1f ms", millis));
        }
        for (int q = 0; q < queries; q++) {
            double left = LEFT + GAP / 2.0 + q * group;
            for (int e = 0; e < engines.size(); e++) {
                bar(left + e * BAR, COLORS.get(e % COLORS.size()), times.get(engines.get(e)).get(q));
            }
            String[] words = times.get(engines.getFirst()).get(q).query().split("_");
            for (int w = 0; w < words.length; w++) {
                label(left + engines.size() * BAR / 2.0, TOP + HEIGHT + 16 + 13 * w, "middle", 11, words[w]);
            }
        }
        return text.append("</svg>\n").toString();
    }

    private void legend() {
        double x = LEFT;
        for (int e = 0; e < engines.size(); e++) {
            String line = String.format(Locale.ROOT, "%s: total %.2f s, geomean %.0f ms", engines.get(e),
                    SuiteReport.total(times.get(engines.get(e))) / 1000, SuiteReport.geomean(times.get(engines.get(e))));
            text.append(String.format(Locale.ROOT, "<rect x=\"%.0f\" y=\"30\" width=\"10\" height=\"10\" fill=\"%s\"/>%n", x, COLORS.get(e % COLORS.size())));
            label(x + 14, 39, "start", 11, line);
            x += 30 + line.length() * 6.2;
        }
    }

    private void bar(double x, String color, QueryTimes one) {
        if (one.nanos().isEmpty() || !one.problem().isEmpty()) {
            label(x + BAR / 2.0, TOP + HEIGHT - 4, "middle", 11, "x");
            return;
        }
        double top = y(one.medianMillis());
        text.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"><title>%s %.1f ms</title></rect>%n",
                x, top, BAR - 1, TOP + HEIGHT - top, color, one.query(), one.medianMillis()));
        text.append(String.format(Locale.ROOT, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#2c3e50\"/>%n",
                x + (BAR - 1) / 2.0, y(Math.min(most, one.maxMillis())), y(one.minMillis())));
    }

    private double y(double millis) {
        return TOP + HEIGHT * (1 - millis / most);
    }

    private void label(double x, double y, String anchor, int size, String words) {
        text.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"#2c3e50\">%s</text>%n",
                x, y, anchor, size, words.replace("&", "&amp;").replace("<", "&lt;")));
    }

    /// The next round number that five steps divide well.
    private static double roundedUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-3))));
        for (double step : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }
}
