package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.logical.ColumnIds;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What is shared while one statement is bound: catalog, settings, ids, the types that parameters turn out to have.
final class BindContext {
    private final Catalog catalog;
    private final BindSettings settings;
    private final FunctionLookup functions;
    private final Function<SqlExpression.FunctionCall, Optional<Expression>> special;
    private final ColumnIds ids = new ColumnIds();
    private final List<SqlType> parameters = new ArrayList<>();
    private int definitions;

    /// @param special answers calls that are no functions of the registry, before it is asked
    BindContext(
            Catalog catalog,
            BindSettings settings,
            FunctionLookup functions,
            Function<SqlExpression.FunctionCall, Optional<Expression>> special) {
        this.catalog = catalog;
        this.settings = settings;
        this.functions = functions;
        this.special = special;
        parameters.addAll(settings.parameterTypes());
    }

    Catalog catalog() {
        return catalog;
    }

    BindSettings settings() {
        return settings;
    }

    FunctionLookup functions() {
        return functions;
    }

    /// Where an operation comes from that is written at a position.
    Origin origin(Position position) {
        return settings.positions() ? Origin.of(position) : Origin.NONE;
    }

    Optional<Expression> special(SqlExpression.FunctionCall call) {
        return special.apply(call);
    }

    LogicalColumn column(String name, SqlType type) {
        return ids.create(name, type);
    }

    int nextDefinition() {
        return definitions++;
    }

    /// Makes the expression for the n-th `?`: its value where that is known.
    Expression parameter(int index, Position position) {
        while (parameters.size() <= index) {
            parameters.add(SqlType.UNKNOWN);
        }
        List<Expression.Literal> values = settings.parameterValues();
        if (values.isEmpty()) {
            return new Expression.Parameter(index, parameters.get(index));
        }
        if (index >= values.size()) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Value missing for parameter " + (index + 1) + ", values given: " + values.size(), position);
        }
        return values.get(index);
    }

    /// Gives a parameter its type unless it has one.
    Expression.Parameter infer(Expression.Parameter parameter, SqlType type) {
        if (parameters.get(parameter.index()) instanceof SqlType.Unknown) {
            parameters.set(parameter.index(), type);
        }
        return new Expression.Parameter(parameter.index(), parameters.get(parameter.index()));
    }

    /// The types of all parameters; what nothing told a type for is a string.
    List<SqlType> parameters() {
        List<SqlType> types = new ArrayList<>();
        for (SqlType type : parameters) {
            types.add(type instanceof SqlType.Unknown ? SqlType.VARCHAR : type);
        }
        return types;
    }

    static QueryException notSupported(String what, Position position) {
        return new QueryException(ErrorCode.NOT_SUPPORTED, "Not supported yet: " + what, position);
    }
}
