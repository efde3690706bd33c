package dev.weir.planner.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who a policy applies to.
record Audience(Set<String> to, Set<String> except) {
    private static final String ALL = "all";

    static Audience of(List<String> to, List<String> except) {
        for (List<String> names : List.of(to, except)) {
            for (String name : names) {
                if (!name.equals(ALL) && !name.matches("(role|user):.+")) {
                    throw new IllegalArgumentException("'" + name + "' is neither all, role:NAME nor user:NAME");
                }
            }
        }
        if (to.isEmpty()) {
            throw new IllegalArgumentException("'to' names nobody");
        }
        return new Audience(new HashSet<>(to), new HashSet<>(except));
    }

    boolean includes(String user, List<String> roles) {
        return matches(to, user, roles) && !matches(except, user, roles);
    }

    private static boolean matches(Set<String> names, String user, List<String> roles) {
        if (names.contains(ALL) || names.contains("user:" + user)) {
            return true;
        }
        for (String role : roles) {
            if (names.contains("role:" + role)) {
                return true;
            }
        }
        return false;
    }
}
