package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/// What binding takes from the session.
///
/// @param domain          current domain (USE), empty when there is none
/// @param product         current product, empty when there is none
/// @param searchPath      where names of one part are looked for, in order, after the current product
/// @param zone            how timestamps with time zone are read that state no zone
/// @param user            what CURRENT_USER answers
/// @param parameterTypes  declared types of `?`, by index; missing or {@link SqlType#UNKNOWN} ones are inferred
/// @param parameterValues values of `?`; when there are any, each `?` is bound as that literal, converted to the type that
///                        would have been inferred
/// @param positions       whether operations remember where they were written; not when the text is none that the user sees,
///                        such as a policy's
public record BindSettings(
        String domain,
        String product,
        List<SchemaName> searchPath,
        ZoneId zone,
        String user,
        List<SqlType> parameterTypes,
        List<Expression.Literal> parameterValues,
        boolean positions) {
    public static final BindSettings DEFAULT =
            new BindSettings("", "", List.of(), ZoneOffset.UTC, "", List.of(), List.of());

    public BindSettings {
        searchPath = List.copyOf(searchPath);
        parameterTypes = List.copyOf(parameterTypes);
        parameterValues = List.copyOf(parameterValues);
    }

    public BindSettings(
            String domain,
            String product,
            List<SchemaName> searchPath,
            ZoneId zone,
            String user,
            List<SqlType> parameterTypes,
            List<Expression.Literal> parameterValues) {
        this(domain, product, searchPath, zone, user, parameterTypes, parameterValues, true);
    }

    public BindSettings withoutPositions() {
        return new BindSettings(domain, product, searchPath, zone, user, parameterTypes, parameterValues, false);
    }

    public BindSettings withSearchPath(List<SchemaName> path) {
        return new BindSettings(domain, product, path, zone, user, parameterTypes, parameterValues, positions);
    }

    public BindSettings withCurrent(String newDomain, String newProduct) {
        return new BindSettings(newDomain, newProduct, searchPath, zone, user, parameterTypes, parameterValues, positions);
    }

    public BindSettings withParameterTypes(List<SqlType> types) {
        return new BindSettings(domain, product, searchPath, zone, user, types, parameterValues, positions);
    }

    public BindSettings withParameterValues(List<Expression.Literal> values) {
        return new BindSettings(domain, product, searchPath, zone, user, parameterTypes, values, positions);
    }
}
