package dev.weir.planner.sql;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Turns the parser's first complaint into an error that names what was found, what could stand there, and a remedy.
final class SyntaxErrorListener extends BaseErrorListener {
    private static final int MOST_NAMED = 5;
    private static final int LONGEST_SHOWN = 40;

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer, Object symbol, int line, int column, String message, RecognitionException cause) {
        Parser parser = (Parser) recognizer;
        Token found = cause != null && cause.getOffendingToken() != null ? cause.getOffendingToken() : (Token) symbol;
        IntervalSet expected = new IntervalSet();
        // After a failed look-ahead the parser stands before it; what it expects there says nothing about the token found.
        if (!(cause instanceof NoViableAltException failed) || failed.getStartToken() == found) {
            expected.addAll(parser.getExpectedTokens());
            expected.addAll(((ExplainingErrorStrategy) parser.getErrorHandler()).possibleAt(parser, found));
        }
        StringBuilder text = new StringBuilder(describe(found));
        String hint = SyntaxHints.hint(parser, found, expected);
        List<String> names = SyntaxHints.speaksForItself(found) ? List.of() : name(expected);
        if (!names.isEmpty()) {
            text.append(", expected ").append(names.size() == 1 ? "" : "one of ").append(String.join(", ", names));
        }
        throw new QueryException(
                ErrorCode.SYNTAX_ERROR, text.toString(), TokenPreparation.position(found), hint);
    }

    private static String describe(Token found) {
        return switch (found.getType()) {
            case Token.EOF -> "Statement ends too early";
            case WeirSqlLexer.OPEN_STRING -> "String is not closed: " + shortened(found);
            case WeirSqlLexer.OPEN_NAME -> "Quoted name is not closed: " + shortened(found);
            case WeirSqlLexer.OPEN_COMMENT -> "Comment is not closed";
            case WeirSqlLexer.BAD_NUMBER -> "Neither a number nor a name: " + shortened(found);
            case WeirSqlLexer.UNRECOGNIZED -> "Unexpected character: " + shortened(found);
            case WeirSqlParser.QUERY_OPEN -> "Unexpected subquery";
            default -> "Unexpected " + shortened(found);
        };
    }

    private static String shortened(Token token) {
        String text = token.getText().replaceAll("\\s+", " ");
        if (text.codePointCount(0, text.length()) > LONGEST_SHOWN) {
            text = text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
        }
        return token.getType() == WeirSqlLexer.OPEN_STRING || token.getType() == WeirSqlLexer.STRING ? text : "'" + text + "'";
    }

    /// Groups what could stand here: a hundred keywords that are names too are "a name", the start of any value is "an expression".
    private static List<String> name(IntervalSet expected) {
        List<String> names = new ArrayList<>();
        if (expected.contains(WeirSqlLexer.SELECT) && expected.contains(WeirSqlLexer.EXPLAIN)) {
            return List.of("SELECT", "WITH", "VALUES", "EXPLAIN", "SHOW");
        }
        boolean expression = expected.contains(WeirSqlLexer.EXISTS) && expected.contains(WeirSqlLexer.CASE);
        boolean name = expected.contains(WeirSqlLexer.NAME);
        if (expression) {
            names.add("an expression");
        } else if (name) {
            names.add(expected.contains(WeirSqlLexer.AS) ? "an alias" : "a name");
        }
        boolean operator = expected.contains(WeirSqlLexer.CONCATENATE);
        List<String> symbols = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int type : expected.toList()) {
            boolean named = name && TokenPreparation.isName(type);
            if (named || type == WeirSqlLexer.SEMICOLON || (expression && startsExpression(type)) || (operator && isOperator(type))) {
                continue;
            }
            if (type == Token.EOF) {
                continue;
            }
            if (isWord(type)) {
                words.add(WeirSqlParser.VOCABULARY.getSymbolicName(type));
            } else {
                symbols.add(display(type));
            }
        }
        if (operator) {
            names.add("an operator");
        }
        names.addAll(symbols);
        names.addAll(words);
        if (expected.contains(Token.EOF)) {
            names.add("the end");
        }
        return names.size() > MOST_NAMED + 1 ? names.subList(0, MOST_NAMED) : names;
    }

    static boolean isWord(int type) {
        return type >= WeirSqlLexer.AGGREGATION && type <= WeirSqlLexer.ZONE;
    }

    private static boolean isOperator(int type) {
        return switch (type) {
            case WeirSqlLexer.PLUS, WeirSqlLexer.MINUS, WeirSqlLexer.STAR, WeirSqlLexer.SLASH, WeirSqlLexer.PERCENT,
                    WeirSqlLexer.CONCATENATE, WeirSqlLexer.EQUAL, WeirSqlLexer.NOT_EQUAL, WeirSqlLexer.BANG_EQUAL, WeirSqlLexer.LESS,
                    WeirSqlLexer.LESS_OR_EQUAL, WeirSqlLexer.GREATER, WeirSqlLexer.GREATER_OR_EQUAL, WeirSqlLexer.DOUBLE_COLON,
                    WeirSqlLexer.OPEN_BRACKET, WeirSqlLexer.DOT, WeirSqlLexer.BETWEEN, WeirSqlLexer.IN, WeirSqlLexer.IS,
                    WeirSqlLexer.LIKE, WeirSqlLexer.ILIKE, WeirSqlLexer.NOT, WeirSqlLexer.AT, WeirSqlLexer.AND, WeirSqlLexer.OR -> true;
            default -> false;
        };
    }

    private static boolean startsExpression(int type) {
        return switch (type) {
            case WeirSqlLexer.OPEN, WeirSqlParser.QUERY_OPEN, WeirSqlLexer.PLUS, WeirSqlLexer.MINUS, WeirSqlLexer.QUESTION,
                    WeirSqlLexer.INTEGER_VALUE, WeirSqlLexer.DECIMAL_VALUE, WeirSqlLexer.DOUBLE_VALUE, WeirSqlLexer.STRING,
                    WeirSqlLexer.BINARY_STRING, WeirSqlLexer.NULL, WeirSqlLexer.TRUE, WeirSqlLexer.FALSE, WeirSqlLexer.NOT,
                    WeirSqlLexer.EXISTS, WeirSqlLexer.CASE, WeirSqlLexer.CAST, WeirSqlLexer.TRY_CAST, WeirSqlLexer.EXTRACT,
                    WeirSqlLexer.ARRAY, WeirSqlLexer.LEFT, WeirSqlLexer.RIGHT, WeirSqlLexer.CURRENT_DATE, WeirSqlLexer.CURRENT_TIME,
                    WeirSqlLexer.CURRENT_TIMESTAMP, WeirSqlLexer.CURRENT_USER, WeirSqlLexer.CURRENT_CATALOG,
                    WeirSqlLexer.CURRENT_SCHEMA, WeirSqlLexer.LOCALTIME, WeirSqlLexer.LOCALTIMESTAMP -> true;
            default -> false;
        };
    }

    private static String display(int type) {
        return switch (type) {
            case Token.EOF -> "the end";
            case WeirSqlParser.QUERY_OPEN -> "a subquery";
            case WeirSqlLexer.STRING -> "a string";
            case WeirSqlLexer.INTEGER_VALUE -> "a whole number";
            case WeirSqlLexer.DECIMAL_VALUE, WeirSqlLexer.DOUBLE_VALUE -> "a number";
            case WeirSqlLexer.QUOTED_NAME -> "a quoted name";
            default -> {
                String literal = WeirSqlParser.VOCABULARY.getLiteralName(type);
                yield literal == null ? WeirSqlParser.VOCABULARY.getDisplayName(type) : literal;
            }
        };
    }
}
