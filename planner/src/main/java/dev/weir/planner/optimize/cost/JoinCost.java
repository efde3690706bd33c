package dev.weir.planner.optimize.cost;

/// What a join costs, in probes of a hash table. Bytes that leave their domain weigh most.
public final class JoinCost {
    private static final double BUILD_ROW = 2;
    private static final double PROBE_ROW = 1;
    private static final double OUTPUT_ROW = 0.5;
    private static final double COMPARED_PAIR = 0.3;
    /// A network moves about as many bytes in a second as a core probes rows.
    private static final double BYTE_BETWEEN_DOMAINS = 0.5;

    private JoinCost() {}

    public static double hash(double buildRows, double probeRows, double outputRows) {
        return BUILD_ROW * buildRows + PROBE_ROW * probeRows + OUTPUT_ROW * outputRows;
    }

    public static double nestedLoop(double buildRows, double probeRows, double outputRows) {
        return BUILD_ROW * buildRows + COMPARED_PAIR * buildRows * probeRows + OUTPUT_ROW * outputRows;
    }

    public static double transfer(double bytes) {
        return BYTE_BETWEEN_DOMAINS * bytes;
    }
}
