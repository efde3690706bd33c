package dev.weir.planner.sql;

import java.util.Optional;

/// Prints statements.
final class StatementFormatter {
    private final StringBuilder out;
    private final ExpressionFormatter expressions;

    StatementFormatter(StringBuilder out) {
        this.out = out;
        this.expressions = new ExpressionFormatter(out);
    }

    void statement(Statement statement) {
        switch (statement) {
            case Statement.QueryStatement s -> new QueryFormatter(out).query(s.query());
            case Statement.Explain s -> {
                out.append("EXPLAIN ").append(s.analyze() ? "ANALYZE " : "").append(s.verbose() ? "VERBOSE " : "");
                out.append("(TYPE ").append(s.type()).append(", FORMAT ").append(s.format()).append(") ");
                statement(s.statement());
            }
            case Statement.ShowCatalogs s -> like("SHOW CATALOGS", s.like());
            case Statement.ShowSchemas s -> like("SHOW SCHEMAS" + s.catalog().map(name -> " FROM " + name).orElse(""), s.like());
            case Statement.ShowTables s -> like("SHOW TABLES" + s.schema().map(name -> " FROM " + name).orElse(""), s.like());
            case Statement.ShowColumns s -> like("SHOW COLUMNS FROM " + s.table(), s.like());
            case Statement.ShowFunctions s -> like("SHOW FUNCTIONS", s.like());
            case Statement.ShowSession s -> like("SHOW SESSION", s.like());
            case Statement.ShowStats s -> {
                out.append("SHOW STATS FOR (");
                new QueryFormatter(out).query(s.query());
                out.append(')');
            }
            case Statement.ShowCreateTable s -> out.append("SHOW CREATE TABLE ").append(s.table());
            case Statement.Use s -> out.append("USE ").append(s.name());
            case Statement.SetSession s -> {
                out.append("SET SESSION ").append(s.name()).append(" = ");
                expressions.expression(s.value());
            }
            case Statement.ResetSession s -> out.append("RESET SESSION ").append(s.name());
            case Statement.Prepare s -> {
                out.append("PREPARE ").append(s.name()).append(" FROM ");
                statement(s.statement());
            }
            case Statement.Execute s -> {
                out.append("EXECUTE ").append(s.name()).append(s.arguments().isEmpty() ? "" : " USING ");
                expressions.list(s.arguments());
            }
            case Statement.Deallocate s -> out.append("DEALLOCATE PREPARE ").append(s.name());
            case Statement.Kill s -> {
                out.append("KILL QUERY ");
                expressions.expression(s.query());
            }
            case Statement.Call s -> {
                out.append("CALL ").append(s.procedure()).append('(');
                expressions.arguments(s.arguments());
                out.append(')');
            }
            case Statement.Unsupported s -> out.append(s.text());
        }
    }

    private void like(String text, Optional<String> like) {
        out.append(text);
        like.ifPresent(pattern -> out.append(" LIKE ").append(SqlFormatter.string(pattern)));
    }
}
