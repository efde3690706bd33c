package dev.weir.planner.sql;

import java.util.ArrayList;
import java.util.List;

/// Cuts text into statements without parsing it, so that a shell knows when a statement is complete.
public final class StatementSplitter {
    private StatementSplitter() {}

    /// Holds the statements that a semicolon ended (without it), and what follows the last one.
    ///
    /// `open` tells that `rest` ends inside a string, a quoted name or a block comment.
    public record Pieces(List<String> complete, String rest, boolean open) {
        public Pieces {
            complete = List.copyOf(complete);
        }

        /// The complete statements and the rest, unless there is nothing in it.
        public List<String> all() {
            if (rest.isEmpty()) {
                return complete;
            }
            List<String> all = new ArrayList<>(complete);
            all.add(rest);
            return all;
        }
    }

    /// Cuts at semicolons; pieces of nothing but space and comments are dropped.
    public static Pieces split(String text) {
        List<String> complete = new ArrayList<>();
        int start = 0;
        int at = 0;
        boolean content = false;
        boolean open = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            int next = at + 1;
            if (c == '\'' || c == '"') {
                content = true;
                int end = text.indexOf(c, next);
                open = end < 0;
                next = open ? text.length() : end + 1;
            } else if (c == '-' && text.startsWith("--", at)) {
                while (next < text.length() && text.charAt(next) != '\n' && text.charAt(next) != '\r') {
                    next++;
                }
            } else if (c == '/' && text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                open = end < 0;
                next = open ? text.length() : end + 2;
            } else if (c == ';') {
                if (content) {
                    complete.add(text.substring(start, at).strip());
                }
                start = next;
                content = false;
            } else if (!Character.isWhitespace(c)) {
                content = true;
            }
            at = next;
        }
        return new Pieces(complete, content || open ? text.substring(start).strip() : "", open);
    }
}
