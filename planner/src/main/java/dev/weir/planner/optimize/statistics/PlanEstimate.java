package dev.weir.planner.optimize.statistics;

import dev.weir.planner.logical.LogicalColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many rows a node is thought to give, and what is in its columns, by column id.
public record PlanEstimate(double rows, Map<Integer, ColumnEstimate> columns) {
    public PlanEstimate {
        columns = Map.copyOf(columns);
    }

    public ColumnEstimate column(int id) {
        ColumnEstimate column = columns.get(id);
        return column == null ? unknown(rows, Defaults.STRING_BYTES) : column;
    }

    /// Bytes of a row of these columns.
    public double rowBytes(List<LogicalColumn> of) {
        double bytes = 1;
        for (LogicalColumn column : of) {
            ColumnEstimate known = columns.get(column.id());
            bytes += known == null ? Defaults.bytes(column.type()) : known.bytes();
        }
        return bytes;
    }

    public double bytes(List<LogicalColumn> of) {
        return rows * rowBytes(of);
    }

    /// The same columns over a share of the rows: fewer rows have fewer distinct values, as when they were drawn at random.
    public PlanEstimate scaled(double newRows) {
        double kept = rows <= 0 ? 1 : Math.min(1, newRows / rows);
        if (kept >= 1) {
            return new PlanEstimate(newRows, columns);
        }
        Map<Integer, ColumnEstimate> scaled = new HashMap<>();
        columns.forEach((id, column) -> scaled.put(id, column.withDistinct(drawn(column.distinct(), rows, newRows))));
        return new PlanEstimate(newRows, scaled);
    }

    PlanEstimate with(int id, ColumnEstimate column) {
        Map<Integer, ColumnEstimate> changed = new HashMap<>(columns);
        changed.put(id, column);
        return new PlanEstimate(rows, changed);
    }

    static ColumnEstimate unknown(double rows, double bytes) {
        return new ColumnEstimate(Math.max(1, Math.min(rows, Math.max(10, rows * Defaults.DISTINCT_SHARE))), Defaults.NULLS, Double.NaN, Double.NaN,
                bytes, rows);
    }

    /// Distinct values among `drawn` rows of `rows` that hold `distinct` ones (Cardenas).
    static double drawn(double distinct, double rows, double drawn) {
        if (distinct <= 1 || rows <= 0) {
            return Math.max(1, distinct);
        }
        double each = rows / distinct;
        double left = distinct * (1 - Math.pow(1 - Math.min(1, drawn / rows), each));
        return Math.max(1, Math.min(left, Math.max(1, drawn)));
    }
}
