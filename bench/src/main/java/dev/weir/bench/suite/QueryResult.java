package dev.weir.bench.suite;

import java.util.List;

/// All rows of a result, and how long it took from sending the statement to reading the last value.
///
/// @param rows values as JDBC's objects: Long, Integer, BigDecimal, Double, String, java.sql.Date, Boolean, null ...
public record QueryResult(List<String> columns, List<Object[]> rows, long nanos) {}
