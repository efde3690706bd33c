package dev.weir.planner.sql;

import java.util.Locale;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Recognises the slips that people make often, and says what to write instead.
final class SyntaxHints {
    /// Words that, misspelt, pass for an alias, so that the parser stumbles over what follows.
    private static final IntervalSet CLAUSES = new IntervalSet(
            WeirSqlLexer.FROM, WeirSqlLexer.WHERE, WeirSqlLexer.GROUP, WeirSqlLexer.HAVING, WeirSqlLexer.ORDER, WeirSqlLexer.LIMIT,
            WeirSqlLexer.JOIN, WeirSqlLexer.LEFT, WeirSqlLexer.RIGHT, WeirSqlLexer.FULL, WeirSqlLexer.INNER, WeirSqlLexer.CROSS,
            WeirSqlLexer.UNION);

    private SyntaxHints() {}

    /// Returns the remedy, empty when none is known.
    static String hint(Parser parser, Token found, IntervalSet expected) {
        TokenStream tokens = parser.getTokenStream();
        int at = found.getTokenIndex();
        Token before = at > 0 ? tokens.get(at - 1) : null;
        String byToken = byToken(found);
        if (!byToken.isEmpty()) {
            return byToken;
        }
        if (before != null && before.getType() == WeirSqlLexer.COMMA && endsList(found.getType())) {
            return "remove the comma before it";
        }
        if (before != null && before.getType() == WeirSqlLexer.SEMICOLON) {
            return "one statement at a time is expected";
        }
        if (at > 1 && found.getType() == WeirSqlLexer.COMMA && tokens.get(at - 2).getType() == WeirSqlLexer.LIMIT) {
            return "write LIMIT count OFFSET start";
        }
        if (found.getType() == WeirSqlParser.QUERY_OPEN || startsQuery(found.getType()) && at > 0 && before.getType() == WeirSqlParser.QUERY_OPEN) {
            return "put the subquery in parentheses of its own";
        }
        if (found.getType() == Token.EOF && depth(tokens, at) > 0) {
            return "a ')' is missing";
        }
        if (found.getType() == WeirSqlLexer.CLOSE && depth(tokens, at) <= 0) {
            return "there is no '(' for it";
        }
        if (expected.contains(WeirSqlLexer.ON) && expected.contains(WeirSqlLexer.USING) && !TokenPreparation.isName(found.getType())) {
            return "a JOIN needs ON or USING; write CROSS JOIN for all pairs";
        }
        if (before != null && before.getType() == WeirSqlLexer.SELECT && found.getType() == WeirSqlLexer.FROM) {
            return "name the columns, or * for all";
        }
        String word = intendedWord(found, expected);
        if (word.isEmpty() && before != null) {
            word = intendedWord(before, CLAUSES);
        }
        if (!word.isEmpty()) {
            return "did you mean " + word + "?";
        }
        if (before != null && before.getType() == WeirSqlLexer.NOT) {
            return "after a value NOT takes BETWEEN, IN or LIKE";
        }
        if (SyntaxErrorListener.isWord(found.getType()) && !TokenPreparation.isName(found.getType())
                && expected.contains(WeirSqlLexer.QUOTED_NAME) && at > 0 && found.getType() != WeirSqlLexer.FROM) {
            return "to use the reserved word as a name, quote it: \"" + found.getText().toLowerCase(Locale.ROOT) + "\"";
        }
        if (expected.contains(WeirSqlLexer.COMMA) && (TokenPreparation.isName(found.getType()) || isValue(found.getType()))) {
            return "is a comma or an operator missing before it?";
        }
        return "";
    }

    /// Tells that the token can stand nowhere, so that what was expected there adds nothing.
    static boolean speaksForItself(Token found) {
        return switch (found.getType()) {
            case WeirSqlParser.QUERY_OPEN, WeirSqlLexer.OPEN_STRING, WeirSqlLexer.OPEN_NAME, WeirSqlLexer.OPEN_COMMENT,
                    WeirSqlLexer.BAD_NUMBER, WeirSqlLexer.UNRECOGNIZED, WeirSqlLexer.DOUBLE_EQUAL, WeirSqlLexer.DOUBLE_AMPERSAND,
                    WeirSqlLexer.BACKQUOTED_NAME -> true;
            default -> false;
        };
    }

    private static String byToken(Token found) {
        return switch (found.getType()) {
            case WeirSqlLexer.DOUBLE_EQUAL -> "write = to compare";
            case WeirSqlLexer.DOUBLE_AMPERSAND -> "write AND";
            case WeirSqlLexer.BACKQUOTED_NAME -> "quote names with double quotes";
            case WeirSqlLexer.OPEN_STRING -> "add the closing quote; a quote inside a string is written twice";
            case WeirSqlLexer.OPEN_NAME -> "add the closing double quote";
            case WeirSqlLexer.OPEN_COMMENT -> "add the closing */";
            case WeirSqlLexer.BAD_NUMBER -> "a name that starts with a digit needs double quotes";
            case WeirSqlLexer.QUOTED_NAME -> "strings take single quotes, names double quotes";
            case WeirSqlLexer.UNRECOGNIZED -> switch (found.getText()) {
                case "!" -> "write NOT, or <> for not equal";
                case "\u2018", "\u2019" -> "strings take straight quotes: '";
                case "\u201c", "\u201d" -> "names take straight double quotes: \"";
                case "|" -> "write OR, or || to join strings";
                case "^" -> "write power(x, y)";
                case "&" -> "write AND";
                case "\\" -> "in strings a backslash is a character like any other; a quote is written twice";
                default -> "";
            };
            default -> "";
        };
    }

    private static boolean endsList(int type) {
        return switch (type) {
            case Token.EOF, WeirSqlLexer.FROM, WeirSqlLexer.CLOSE, WeirSqlLexer.WHERE, WeirSqlLexer.GROUP, WeirSqlLexer.HAVING,
                    WeirSqlLexer.ORDER, WeirSqlLexer.LIMIT, WeirSqlLexer.SEMICOLON, WeirSqlLexer.SELECT, WeirSqlLexer.UNION -> true;
            default -> false;
        };
    }

    private static boolean startsQuery(int type) {
        return type == WeirSqlLexer.SELECT || type == WeirSqlLexer.VALUES || type == WeirSqlLexer.TABLE || type == WeirSqlLexer.WITH;
    }

    private static boolean isValue(int type) {
        return switch (type) {
            case WeirSqlLexer.STRING, WeirSqlLexer.INTEGER_VALUE, WeirSqlLexer.DECIMAL_VALUE, WeirSqlLexer.DOUBLE_VALUE -> true;
            default -> false;
        };
    }

    private static int depth(TokenStream tokens, int end) {
        int depth = 0;
        for (int i = 0; i < end; i++) {
            switch (tokens.get(i).getType()) {
                case WeirSqlLexer.OPEN, WeirSqlParser.QUERY_OPEN -> depth++;
                case WeirSqlLexer.CLOSE -> depth--;
                default -> {}
            }
        }
        return depth;
    }

    /// Finds the expected keyword that the found name is one slip away from: FORM for FROM, SELCT for SELECT.
    private static String intendedWord(Token found, IntervalSet expected) {
        if (found.getType() != WeirSqlLexer.NAME || found.getText().length() < 3) {
            return "";
        }
        String text = found.getText().toUpperCase(Locale.ROOT);
        for (int type : expected.toList()) {
            if (SyntaxErrorListener.isWord(type)) {
                String word = WeirSqlParser.VOCABULARY.getSymbolicName(type);
                if (word.length() >= 3 && oneSlip(text, word)) {
                    return word;
                }
            }
        }
        return "";
    }

    /// Tells whether one insertion, deletion, replacement or swap of neighbours makes the two equal.
    static boolean oneSlip(String a, String b) {
        int prefix = 0;
        while (prefix < a.length() && prefix < b.length() && a.charAt(prefix) == b.charAt(prefix)) {
            prefix++;
        }
        String restA = a.substring(prefix);
        String restB = b.substring(prefix);
        if (restA.isEmpty() || restB.isEmpty()) {
            return restA.length() + restB.length() <= 1;
        }
        return restA.substring(1).equals(restB.substring(1))
                || restA.substring(1).equals(restB)
                || restA.equals(restB.substring(1))
                || restA.length() > 1 && restB.length() > 1 && restA.charAt(0) == restB.charAt(1) && restA.charAt(1) == restB.charAt(0)
                        && restA.substring(2).equals(restB.substring(2));
    }
}
