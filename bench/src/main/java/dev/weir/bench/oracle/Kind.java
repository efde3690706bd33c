package dev.weir.bench.oracle;

/// What the generator knows of a value's type: as much as it needs to write queries that bind.
enum Kind {
    BOOLEAN("boolean"), SMALL("smallint"), INTEGER("integer"), BIGINT("bigint"), DECIMAL("decimal(18, 4)"), REAL("real"), DOUBLE("double"),
    VARCHAR("varchar"), DATE("date"), TIMESTAMP("timestamp"), INSTANT("timestamp with time zone"), TIME("time"), BYTES("varbinary"), UUID("uuid");

    private final String sql;

    Kind(String sql) {
        this.sql = sql;
    }

    /// The type's name for a CAST.
    String sql() {
        return sql;
    }

    boolean isNumber() {
        return switch (this) {
            case SMALL, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
            case BOOLEAN, VARCHAR, DATE, TIMESTAMP, INSTANT, TIME, BYTES, UUID -> false;
        };
    }

    boolean isWhole() {
        return this == SMALL || this == INTEGER || this == BIGINT;
    }

    /// Whether expressions of it can be made, rather than columns alone.
    boolean isMade() {
        return switch (this) {
            case BOOLEAN, INTEGER, BIGINT, DECIMAL, DOUBLE, VARCHAR, DATE, TIMESTAMP -> true;
            case SMALL, REAL, INSTANT, TIME, BYTES, UUID -> false;
        };
    }
}
