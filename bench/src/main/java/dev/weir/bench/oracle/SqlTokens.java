package dev.weir.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts SQL text into words, literals and signs; joined with blanks they mean the same.
public final class SqlTokens {
    private static final Pattern TOKEN = Pattern.compile("'(?:[^']|'')*'|[\\p{L}_][\\p{L}\\p{Nd}_]*|[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?|<>|<=|>=|\\|\\||::|\\S");

    private SqlTokens() {}

    public static List<String> of(String sql) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    public static String join(List<String> tokens) {
        StringBuilder sql = new StringBuilder();
        String before = "";
        for (String token : tokens) {
            boolean tight = before.isEmpty() || before.equals("(") || before.equals(".") || token.equals(")") || token.equals(",") || token.equals(".")
                    || token.equals("(") && isWord(before);
            sql.append(tight ? "" : " ").append(token);
            before = token;
        }
        return sql.toString();
    }

    public static boolean isWord(String token) {
        return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }

    /// The place of the parenthesis that closes the one at `open`, or -1.
    public static int closing(List<String> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).equals("(")) {
                depth++;
            } else if (tokens.get(i).equals(")") && --depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
