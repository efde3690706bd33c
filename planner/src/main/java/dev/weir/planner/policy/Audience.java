package dev.weir.planner.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who a policy applies to.
record Audience(Set<String> to, Set<String> except) {
    private static final String ALL = "all";
    private static final String USER = "user:";

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

    /// Users that are named one by one.
    Set<String> users() {
        Set<String> users = new HashSet<>();
        for (Set<String> names : List.of(to, except)) {
            for (String name : names) {
                if (name.startsWith(USER)) {
                    users.add(name.substring(USER.length()));
                }
            }
        }
        return users;
    }

    private static boolean matches(Set<String> names, String user, List<String> roles) {
        if (names.contains(ALL) || names.contains(USER + user)) {
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
