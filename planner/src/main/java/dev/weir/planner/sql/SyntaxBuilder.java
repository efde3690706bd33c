package dev.weir.planner.sql;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Holds what the builders of one text share: each other, the parameter count, names and strings.
final class SyntaxBuilder {
    private final String text;
    private final StatementBuilder statements = new StatementBuilder(this);
    private final QueryBuilder queries = new QueryBuilder(this);
    private final RelationBuilder relations = new RelationBuilder(this);
    private final ExpressionBuilder expressions = new ExpressionBuilder(this);
    private final PrimaryBuilder primaries = new PrimaryBuilder(this);
    private final TypeBuilder types = new TypeBuilder(this);
    private int parameters;

    SyntaxBuilder(String text) {
        this.text = text;
    }

    StatementBuilder statements() {
        return statements;
    }

    QueryBuilder queries() {
        return queries;
    }

    RelationBuilder relations() {
        return relations;
    }

    ExpressionBuilder expressions() {
        return expressions;
    }

    PrimaryBuilder primaries() {
        return primaries;
    }

    TypeBuilder types() {
        return types;
    }

    int nextParameter() {
        return parameters++;
    }

    /// The text that a context covers, comments included. Token offsets count code points.
    String source(ParserRuleContext context) {
        int from = text.offsetByCodePoints(0, context.getStart().getStartIndex());
        int to = text.offsetByCodePoints(from, context.getStop().getStopIndex() + 1 - context.getStart().getStartIndex());
        return text.substring(from, to);
    }

    QualifiedName qualifiedName(WeirSqlParser.QualifiedNameContext context) {
        List<Identifier> parts = new ArrayList<>();
        for (WeirSqlParser.IdentifierContext part : context.identifier()) {
            parts.add(identifier(part));
        }
        if (parts.size() > SqlParser.MAX_CHAIN) {
            throw new QueryException(ErrorCode.SYNTAX_ERROR, "Name has too many parts: " + parts.size(), position(context));
        }
        return new QualifiedName(parts, position(context));
    }

    List<Identifier> identifiers(List<WeirSqlParser.IdentifierContext> contexts) {
        List<Identifier> identifiers = new ArrayList<>();
        for (WeirSqlParser.IdentifierContext context : contexts) {
            identifiers.add(identifier(context));
        }
        return identifiers;
    }

    Identifier identifier(WeirSqlParser.IdentifierContext context) {
        return identifier(context.getStart());
    }

    Identifier identifier(WeirSqlParser.BareAliasContext context) {
        return identifier(context.getStart());
    }

    Identifier identifier(Token token) {
        if (token.getType() == WeirSqlLexer.QUOTED_NAME) {
            String quoted = token.getText();
            return new Identifier(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\""), true, position(token));
        }
        return new Identifier(token.getText().toLowerCase(Locale.ROOT), false, position(token));
    }

    String string(TerminalNode node) {
        String quoted = node.getText();
        return quoted.substring(1, quoted.length() - 1).replace("''", "'");
    }

    /// Reads a whole number that has to fit an int: a precision, a length.
    int integer(TerminalNode node) {
        try {
            return Integer.parseInt(node.getText());
        } catch (NumberFormatException _) {
            throw new QueryException(ErrorCode.SYNTAX_ERROR, "Number is too large here: " + node.getText(), position(node.getSymbol()));
        }
    }

    void checkChain(int length, ParserRuleContext context) {
        if (length > SqlParser.MAX_CHAIN) {
            throw new QueryException(
                    ErrorCode.SYNTAX_ERROR,
                    "More than " + SqlParser.MAX_CHAIN + " operators in a row",
                    position(context),
                    "use parentheses to group them");
        }
    }

    static Position position(ParserRuleContext context) {
        return position(context.getStart());
    }

    static Position position(Token token) {
        return TokenPreparation.position(token);
    }
}
