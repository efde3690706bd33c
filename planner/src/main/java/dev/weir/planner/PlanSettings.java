package dev.weir.planner;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;

/// What a session may change about planning.
///
/// @param disabledRules    names of optimizer passes that are left out
/// @param checkPlans       whether the plan is checked after every pass; always in tests
/// @param broadcastBytes   the most bytes that are sent to every worker of a domain rather than partitioned
/// @param joinOrderLimit   the most relations whose order is searched exhaustively
/// @param zone             of the session, for folding
/// @param startMicros      of the statement, microseconds since the epoch, for folding
/// @param runtimeFilters   whether joins narrow scans while the query runs
/// @param filterWaitMillis how long every scan waits for every runtime filter that comes from elsewhere; negative: as
///                         long as each is thought to be worth
public record PlanSettings(
        Set<String> disabledRules, boolean checkPlans, long broadcastBytes, int joinOrderLimit, ZoneId zone, long startMicros,
        boolean runtimeFilters, int filterWaitMillis) {
    public static final PlanSettings DEFAULT = new PlanSettings(Set.of(), false, 64L << 20, 11, ZoneOffset.UTC, 0, true, -1);

    public PlanSettings {
        disabledRules = Set.copyOf(disabledRules);
    }

    public PlanSettings withDisabledRules(Set<String> rules) {
        return new PlanSettings(rules, checkPlans, broadcastBytes, joinOrderLimit, zone, startMicros, runtimeFilters, filterWaitMillis);
    }

    public PlanSettings withChecks(boolean checks) {
        return new PlanSettings(disabledRules, checks, broadcastBytes, joinOrderLimit, zone, startMicros, runtimeFilters, filterWaitMillis);
    }

    public PlanSettings withBroadcastBytes(long bytes) {
        return new PlanSettings(disabledRules, checkPlans, bytes, joinOrderLimit, zone, startMicros, runtimeFilters, filterWaitMillis);
    }

    public PlanSettings withRuntimeFilters(boolean on) {
        return new PlanSettings(disabledRules, checkPlans, broadcastBytes, joinOrderLimit, zone, startMicros, on, filterWaitMillis);
    }

    /// Sends every runtime filter that may be sent, and lets every scan wait so long for it.
    public PlanSettings withFilterWait(int millis) {
        return new PlanSettings(disabledRules, checkPlans, broadcastBytes, joinOrderLimit, zone, startMicros, runtimeFilters, millis);
    }

    public PlanSettings at(ZoneId sessionZone, long start) {
        return new PlanSettings(disabledRules, checkPlans, broadcastBytes, joinOrderLimit, sessionZone, start, runtimeFilters, filterWaitMillis);
    }
}
