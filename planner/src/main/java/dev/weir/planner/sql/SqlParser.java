package dev.weir.planner.sql;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/// Parses SQL text into the syntax tree; every failure is a {@link QueryException} with a position.
///
/// A text is parsed with ANTLR's fast prediction first and again with the full one only when that fails
/// (Parr, Harwell, Fisher: Adaptive LL(*) Parsing, 2014, section 3.3), so errors cost twice and right texts once.
public final class SqlParser {
    /// Longest text, in characters: beyond it a statement is a mistake or an attack.
    public static final int MAX_LENGTH = 1 << 20;

    /// Deepest nesting of parentheses, brackets and CASE, so that no pass over the tree overflows its stack.
    public static final int MAX_NESTING = 150;

    /// Longest chain of operators of one level that makes a tree as deep as the chain is long (AND and OR do not).
    public static final int MAX_CHAIN = 500;

    private SqlParser() {}

    /// Parses one statement; a closing semicolon may follow.
    public static Statement parseStatement(String text) {
        return parse(text, WeirSqlParser::singleStatement, (builder, context) -> builder.statements().statement(context.statement()));
    }

    /// Parses an expression that stands alone, as in a policy file.
    public static SqlExpression parseExpression(String text) {
        return parse(text, WeirSqlParser::singleExpression, (builder, context) -> builder.expressions().expression(context.expression()));
    }

    /// Parses a type's name, `decimal(12, 2)`.
    public static TypeSyntax parseType(String text) {
        return parse(text, WeirSqlParser::singleType, (builder, context) -> builder.types().type(context.type()));
    }

    /// Cuts a text at the semicolons outside strings, quoted names and comments; drops empty pieces.
    public static List<String> splitStatements(String text) {
        StatementSplitter.Pieces pieces = StatementSplitter.split(text);
        return pieces.all();
    }

    private static <C extends ParserRuleContext, N> N parse(
            String text, Function<WeirSqlParser, C> rule, BiFunction<SyntaxBuilder, C, N> build) {
        if (text.length() > MAX_LENGTH) {
            throw new QueryException(
                    ErrorCode.SYNTAX_ERROR, "Statement is longer than " + MAX_LENGTH + " characters: " + text.length(), new Position(1, 1));
        }
        try {
            WeirSqlLexer lexer = new WeirSqlLexer(CharStreams.fromString(text));
            lexer.removeErrorListeners();
            CommonTokenStream tokens = new CommonTokenStream(lexer);
            tokens.fill();
            TokenPreparation.prepare(tokens.getTokens());
            C context;
            try {
                WeirSqlParser parser = new WeirSqlParser(tokens);
                parser.removeErrorListeners();
                parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
                parser.setErrorHandler(new BailErrorStrategy());
                context = rule.apply(parser);
            } catch (ParseCancellationException _) {
                tokens.seek(0);
                WeirSqlParser parser = new WeirSqlParser(tokens);
                parser.removeErrorListeners();
                parser.getInterpreter().setPredictionMode(PredictionMode.LL);
                parser.setErrorHandler(new ExplainingErrorStrategy());
                parser.addErrorListener(new SyntaxErrorListener());
                context = rule.apply(parser);
            }
            return build.apply(new SyntaxBuilder(text), context);
        } catch (StackOverflowError _) {
            throw new QueryException(
                    ErrorCode.SYNTAX_ERROR, "Statement is nested too deeply", new Position(1, 1), "split it into several with WITH");
        }
    }
}
