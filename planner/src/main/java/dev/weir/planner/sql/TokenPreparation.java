package dev.weir.planner.sql;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.WritableToken;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Looks over the tokens before the grammar does: refuses deep nesting, and marks each '(' that opens a query.
///
/// A '(' opens a query when SELECT, WITH, VALUES or TABLE follows, or when a parenthesised query follows that a set
/// operation, an ORDER BY, a limit or the closing ')' follows in turn; in the last case a function's '(' does not.
final class TokenPreparation {
    private static final IntervalSet NAMES = names();

    private TokenPreparation() {}

    static void prepare(List<Token> all) {
        List<Token> tokens = new ArrayList<>(all.size());
        for (Token token : all) {
            if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                tokens.add(token);
            }
        }
        int[] closing = new int[tokens.size()];
        int[] open = new int[SqlParser.MAX_NESTING];
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            switch (tokens.get(i).getType()) {
                case WeirSqlLexer.OPEN, WeirSqlLexer.OPEN_BRACKET, WeirSqlLexer.CASE -> {
                    if (depth == SqlParser.MAX_NESTING) {
                        throw new QueryException(
                                ErrorCode.SYNTAX_ERROR,
                                "Statement is nested more than " + SqlParser.MAX_NESTING + " levels deep",
                                position(tokens.get(i)),
                                "name inner queries with WITH");
                    }
                    open[depth++] = i;
                }
                case WeirSqlLexer.CLOSE, WeirSqlLexer.CLOSE_BRACKET, WeirSqlLexer.END -> {
                    if (depth > 0) {
                        closing[open[--depth]] = i;
                    }
                }
                default -> {}
            }
        }
        for (int i = tokens.size() - 2; i >= 0; i--) {
            Token token = tokens.get(i);
            if (token.getType() == WeirSqlLexer.OPEN && opensQuery(tokens, i, closing)) {
                ((WritableToken) token).setType(WeirSqlParser.QUERY_OPEN);
            }
        }
    }

    /// Tells whether the token may be a name as it stands.
    static boolean isName(int type) {
        return NAMES.contains(type);
    }

    static Position position(Token token) {
        return new Position(Math.max(1, token.getLine()), token.getCharPositionInLine() + 1);
    }

    private static boolean opensQuery(List<Token> tokens, int at, int[] closing) {
        return switch (tokens.get(at + 1).getType()) {
            case WeirSqlLexer.SELECT, WeirSqlLexer.WITH, WeirSqlLexer.VALUES, WeirSqlLexer.TABLE -> true;
            case WeirSqlParser.QUERY_OPEN -> {
                int close = closing[at + 1];
                if (close == 0 || close + 1 >= tokens.size()) {
                    yield false;
                }
                yield switch (tokens.get(close + 1).getType()) {
                    case WeirSqlLexer.UNION, WeirSqlLexer.INTERSECT, WeirSqlLexer.EXCEPT, WeirSqlLexer.ORDER,
                            WeirSqlLexer.LIMIT, WeirSqlLexer.OFFSET, WeirSqlLexer.FETCH -> true;
                    case WeirSqlLexer.CLOSE -> at == 0 || !callsFunction(tokens.get(at - 1).getType());
                    default -> false;
                };
            }
            default -> false;
        };
    }

    private static boolean callsFunction(int type) {
        return switch (type) {
            case WeirSqlLexer.LEFT, WeirSqlLexer.RIGHT, WeirSqlLexer.CAST, WeirSqlLexer.TRY_CAST -> true;
            default -> isName(type);
        };
    }

    private static IntervalSet names() {
        IntervalSet names = new IntervalSet();
        names.addAll(WeirSqlParser._ATN.nextTokens(WeirSqlParser._ATN.ruleToStartState[WeirSqlParser.RULE_identifier]));
        return names;
    }
}
