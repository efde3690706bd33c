package dev.weir.exec.plan;

/// What a join keeps. The probe side streams, the build side is held.
public enum JoinKind {
    INNER,
    /// All probe rows.
    PROBE_OUTER,
    /// All build rows.
    BUILD_OUTER,
    FULL,
    /// Probe rows with a match, once.
    PROBE_SEMI,
    /// Probe rows without a match.
    PROBE_ANTI,
    /// Build rows with a match, once.
    BUILD_SEMI,
    /// Build rows without a match.
    BUILD_ANTI,
    /// All probe rows once, with a boolean last column: is there a match? Three-valued when the join is null-aware.
    MARK;

    /// Whether columns of the build side appear in the output of matches.
    public boolean emitsPairs() {
        return this == INNER || this == PROBE_OUTER || this == BUILD_OUTER || this == FULL;
    }
}
