package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.planner.sql.QualifiedName;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlParser;
import java.util.ArrayList;
import java.util.List;

/// Names a product of a domain; the domain is empty where it was left out.
public record SchemaName(String domain, String product) {
    /// Reads a search path, `sales.tpch, supply.tpch, tpch`; parts may be quoted.
    public static List<SchemaName> parsePath(String text) {
        List<SchemaName> path = new ArrayList<>();
        if (text.isBlank()) {
            return path;
        }
        SqlExpression parsed;
        try {
            parsed = SqlParser.parseExpression("row(" + text + ")");
        } catch (QueryException _) {
            throw invalid(text);
        }
        if (!(parsed instanceof SqlExpression.Row row)) {
            throw invalid(text);
        }
        for (SqlExpression entry : row.fields()) {
            if (!(entry instanceof SqlExpression.ColumnReference(QualifiedName name, _)) || name.parts().size() > 2) {
                throw invalid(text);
            }
            List<String> parts = name.texts();
            path.add(parts.size() == 1 ? new SchemaName("", parts.getFirst()) : new SchemaName(parts.get(0), parts.get(1)));
        }
        return path;
    }

    private static QueryException invalid(String text) {
        return new QueryException(ErrorCode.INVALID_ARGUMENT, "Search path is no list of domain.product: " + text);
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? product : domain + "." + product;
    }
}
