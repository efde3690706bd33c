package dev.weir.planner;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;

/// What a session may change about planning.
///
/// @param disabledRules  names of optimizer passes that are left out
/// @param checkPlans     whether the plan is checked after every pass; always in tests
/// @param broadcastBytes the most bytes that are sent to every worker of a domain rather than partitioned
/// @param joinOrderLimit the most relations whose order is searched exhaustively
/// @param zone           of the session, for folding
/// @param startMicros    of the statement, microseconds since the epoch, for folding
public record PlanSettings(Set<String> disabledRules, boolean checkPlans, long broadcastBytes, int joinOrderLimit, ZoneId zone, long startMicros) {
    public static final PlanSettings DEFAULT = new PlanSettings(Set.of(), false, 64L << 20, 11, ZoneOffset.UTC, 0);

    public PlanSettings {
        disabledRules = Set.copyOf(disabledRules);
    }

    public PlanSettings withDisabledRules(Set<String> rules) {
        return new PlanSettings(rules, checkPlans, broadcastBytes, joinOrderLimit, zone, startMicros);
    }

    public PlanSettings withChecks(boolean checks) {
        return new PlanSettings(disabledRules, checks, broadcastBytes, joinOrderLimit, zone, startMicros);
    }

    public PlanSettings withBroadcastBytes(long bytes) {
        return new PlanSettings(disabledRules, checkPlans, bytes, joinOrderLimit, zone, startMicros);
    }

    public PlanSettings at(ZoneId sessionZone, long start) {
        return new PlanSettings(disabledRules, checkPlans, broadcastBytes, joinOrderLimit, sessionZone, start);
    }
}
