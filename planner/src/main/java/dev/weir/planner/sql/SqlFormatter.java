package dev.weir.planner.sql;

import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/// Prints the syntax tree as SQL on one line; what it prints parses to an equal tree, positions apart.
public final class SqlFormatter {
    private SqlFormatter() {}

    public static String format(Statement statement) {
        StringBuilder out = new StringBuilder();
        new StatementFormatter(out).statement(statement);
        return out.toString();
    }

    public static String format(Query query) {
        StringBuilder out = new StringBuilder();
        new QueryFormatter(out).query(query);
        return out.toString();
    }

    public static String format(SqlExpression expression) {
        StringBuilder out = new StringBuilder();
        new ExpressionFormatter(out).expression(expression);
        return out.toString();
    }

    public static String format(TypeSyntax type) {
        StringBuilder out = new StringBuilder();
        type(out, type);
        return out.toString();
    }

    /// Quotes a name where it would not read back as itself.
    public static String identifier(Identifier identifier) {
        return identifier(identifier.text(), identifier.quoted());
    }

    /// Quotes a folded name where it has to be.
    public static String identifier(String text) {
        return identifier(text, false);
    }

    /// Prints a string literal.
    public static String string(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String identifier(String text, boolean quoted) {
        return !quoted && isPlain(text) ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static boolean isPlain(String text) {
        if (text.isEmpty() || !text.equals(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = Character.isLetter(c) || c == '_' || Character.isSurrogate(c);
            if (!letter && (i == 0 || c != '$' && !Character.isDigit(c))) {
                return false;
            }
        }
        int type = Keywords.type(text);
        return type == Token.INVALID_TYPE || TokenPreparation.isName(type);
    }

    static void type(StringBuilder out, TypeSyntax type) {
        String zone = " with time zone";
        boolean zoned = type.name().endsWith(zone);
        String name = zoned ? type.name().substring(0, type.name().length() - zone.length()) : type.name();
        boolean words = name.startsWith("interval ");
        out.append(words || name.equals("array") || name.equals("row") ? name : identifier(name));
        if (!type.arguments().isEmpty() || !type.parameters().isEmpty()) {
            out.append('(');
            String separator = "";
            for (int i = 0; i < type.arguments().size(); i++) {
                out.append(separator);
                if (!type.fields().isEmpty()) {
                    out.append(identifier(type.fields().get(i))).append(' ');
                }
                type(out, type.arguments().get(i));
                separator = ", ";
            }
            for (int parameter : type.parameters()) {
                out.append(separator).append(parameter);
                separator = ", ";
            }
            out.append(')');
        }
        if (zoned) {
            out.append(zone);
        }
    }

    static void identifiers(StringBuilder out, List<Identifier> identifiers) {
        String separator = "";
        for (Identifier identifier : identifiers) {
            out.append(separator).append(identifier(identifier));
            separator = ", ";
        }
    }
}
