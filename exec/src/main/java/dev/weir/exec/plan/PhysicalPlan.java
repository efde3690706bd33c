package dev.weir.exec.plan;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/// A node of the physical plan. Immutable; `types` are the output columns.
public sealed interface PhysicalPlan {
    List<SqlType> types();

    List<PhysicalPlan> children();

    /// The same node over other children; answers `this` when none changed.
    PhysicalPlan withChildren(List<PhysicalPlan> children);

    /// Reads a table of a domain. The order is fixed: read, row filter and masks of the access, `filter`.
    ///
    /// @param id             unique in the plan; splits are handed out by it
    /// @param snapshot       which state of the table; today the digest of its list of files
    /// @param columns        names and types to read, in output order
    /// @param filter         of the user, over `columns`, seeing masked values; null when there is none
    /// @param access         what the domain's policy says; a worker replaces whatever a fragment carries by its own
    /// @param runtimeFilters columns that a join elsewhere may narrow
    /// @param estimatedRows  that leave the scan, for explain and for waits
    record Scan(
            int id, TableName table, String snapshot, List<ScanColumn> columns, Expression filter, ScanAccess access,
            List<RuntimeFilter> runtimeFilters, double estimatedRows) implements PhysicalPlan {
        public Scan {
            columns = List.copyOf(columns);
            runtimeFilters = List.copyOf(runtimeFilters);
            java.util.Objects.requireNonNull(access, "a scan says what governs it");
        }

        public record ScanColumn(String name, SqlType type) {}

        @Override
        public List<SqlType> types() {
            List<SqlType> types = new ArrayList<>(columns.size());
            for (ScanColumn column : columns) {
                types.add(column.type());
            }
            return types;
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of();
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> children) {
            return this;
        }
    }

    /// Constant rows; no columns and one row is what SELECT without FROM reads.
    record Values(List<SqlType> types, List<List<Expression.Literal>> rows) implements PhysicalPlan {
        public Values {
            types = List.copyOf(types);
            rows = List.copyOf(rows);
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of();
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> children) {
            return this;
        }
    }

    /// Receives what the tasks of a stage send.
    ///
    /// @param stage the stage that produces the rows
    /// @param merge when not empty, each producer's stream is sorted by these keys and the merged stream is, too
    record ExchangeSource(int stage, List<SqlType> types, List<SortKey> merge) implements PhysicalPlan {
        public ExchangeSource {
            types = List.copyOf(types);
            merge = List.copyOf(merge);
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of();
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> children) {
            return this;
        }
    }

    record Filter(PhysicalPlan input, Expression predicate) implements PhysicalPlan {
        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Filter(c.getFirst(), predicate);
        }
    }

    record Project(PhysicalPlan input, List<Expression> expressions) implements PhysicalPlan {
        public Project {
            expressions = List.copyOf(expressions);
        }

        @Override
        public List<SqlType> types() {
            List<SqlType> types = new ArrayList<>(expressions.size());
            for (Expression expression : expressions) {
                types.add(expression.type());
            }
            return types;
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Project(c.getFirst(), expressions);
        }
    }

    /// Groups by `keys` (none: one group, also over no rows, except in the PARTIAL step). Output: keys, then aggregates
    /// (PARTIAL: their intermediate columns).
    record Aggregate(PhysicalPlan input, List<Integer> keys, List<AggregateCall> calls, Step step, double estimatedGroups) implements PhysicalPlan {
        public enum Step { SINGLE, PARTIAL, FINAL }

        public Aggregate {
            keys = List.copyOf(keys);
            calls = List.copyOf(calls);
        }

        @Override
        public List<SqlType> types() {
            List<SqlType> inputs = input.types();
            List<SqlType> types = new ArrayList<>();
            for (int key : keys) {
                types.add(inputs.get(key));
            }
            for (AggregateCall call : calls) {
                if (step == Step.PARTIAL) {
                    types.addAll(call.signature().intermediate());
                } else {
                    types.add(call.type());
                }
            }
            return types;
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Aggregate(c.getFirst(), keys, calls, step, estimatedGroups);
        }
    }

    /// Joins on equal keys.
    ///
    /// @param probeKeys   positions in the probe side; key types are equal pairwise
    /// @param buildKeys   positions in the build side
    /// @param nullsEqual  per key: NULL matches NULL (IS NOT DISTINCT FROM)
    /// @param residual    over probe columns then build columns, part of the match; null when there is none
    /// @param nullAware   for PROBE_ANTI and MARK: the semantics of NOT IN / IN
    /// @param output      positions in probe columns then build columns; for kinds that do not emit pairs only of the
    ///                    side that is kept; MARK appends its boolean
    /// @param filters     runtime filters that the finished build side makes
    record HashJoin(
            JoinKind kind, PhysicalPlan probe, PhysicalPlan build, List<Integer> probeKeys, List<Integer> buildKeys, List<Boolean> nullsEqual,
            Expression residual, boolean nullAware, List<Integer> output, List<RuntimeFilter> filters, double estimatedRows)
            implements PhysicalPlan {
        public HashJoin {
            probeKeys = List.copyOf(probeKeys);
            buildKeys = List.copyOf(buildKeys);
            nullsEqual = List.copyOf(nullsEqual);
            output = List.copyOf(output);
            filters = List.copyOf(filters);
        }

        @Override
        public List<SqlType> types() {
            return joined(kind, probe, build, output);
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(probe, build);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.get(0) == probe && c.get(1) == build ? this
                    : new HashJoin(kind, c.get(0), c.get(1), probeKeys, buildKeys, nullsEqual, residual, nullAware, output, filters, estimatedRows);
        }
    }

    /// Joins on any condition (null: a cross product), for what no hash join can do. Kinds: INNER, PROBE_OUTER, BUILD_OUTER,
    /// FULL, PROBE_SEMI, PROBE_ANTI, MARK.
    record NestedLoopJoin(JoinKind kind, PhysicalPlan probe, PhysicalPlan build, Expression condition, List<Integer> output) implements PhysicalPlan {
        public NestedLoopJoin {
            output = List.copyOf(output);
        }

        @Override
        public List<SqlType> types() {
            return joined(kind, probe, build, output);
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(probe, build);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.get(0) == probe && c.get(1) == build ? this : new NestedLoopJoin(kind, c.get(0), c.get(1), condition, output);
        }
    }

    record Sort(PhysicalPlan input, List<SortKey> keys) implements PhysicalPlan {
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Sort(c.getFirst(), keys);
        }
    }

    /// The first `count` rows after `offset` rows in the order of the keys.
    record TopN(PhysicalPlan input, List<SortKey> keys, long count, long offset) implements PhysicalPlan {
        public TopN {
            keys = List.copyOf(keys);
        }

        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new TopN(c.getFirst(), keys, count, offset);
        }
    }

    /// Computes functions over windows. The rows of a partition lie in one task; they come out sorted by the keys within it.
    /// Output: the input's columns, then one a call.
    ///
    /// @param keys          what rows are sorted by: first the keys of partitions, then those of orders
    /// @param partitionKeys so many leading keys every call's partition has: rows that differ in them never meet
    /// @param top           keeps only the first rows of each partition; null when all are kept
    record Window(PhysicalPlan input, List<SortKey> keys, int partitionKeys, List<WindowCall> calls, Top top) implements PhysicalPlan {
        public Window {
            keys = List.copyOf(keys);
            calls = List.copyOf(calls);
        }

        /// Keeps the rows whose number (row_number, rank or dense_rank over all keys behind the partition's) is at most `count`.
        public record Top(WindowFunction.Kind kind, long count) {}

        @Override
        public List<SqlType> types() {
            List<SqlType> types = new ArrayList<>(input.types());
            for (WindowCall call : calls) {
                types.add(call.type());
            }
            return types;
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Window(c.getFirst(), keys, partitionKeys, calls, top);
        }
    }

    /// @param count {@link Long#MAX_VALUE} for OFFSET alone
    record Limit(PhysicalPlan input, long count, long offset) implements PhysicalPlan {
        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Limit(c.getFirst(), count, offset);
        }
    }

    /// All rows of all inputs, which have equal types.
    record Union(List<PhysicalPlan> inputs) implements PhysicalPlan {
        public Union {
            inputs = List.copyOf(inputs);
        }

        @Override
        public List<SqlType> types() {
            return inputs.getFirst().types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return inputs;
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.equals(inputs) ? this : new Union(c);
        }
    }

    /// Exactly one row: the input's only row, NULLs over no row, SUBQUERY_RETURNED_MANY_ROWS over several.
    record AssertSingleRow(PhysicalPlan input, Origin origin) implements PhysicalPlan {
        public AssertSingleRow(PhysicalPlan input) {
            this(input, Origin.NONE);
        }

        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new AssertSingleRow(c.getFirst(), origin);
        }
    }

    /// Repeats each row as often as the bigint in column `count` says (0 or less: not at all); drops that column.
    /// INTERSECT ALL and EXCEPT ALL end in it.
    record Repeat(PhysicalPlan input, int count) implements PhysicalPlan {
        @Override
        public List<SqlType> types() {
            List<SqlType> types = new ArrayList<>(input.types());
            types.remove(count);
            return types;
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new Repeat(c.getFirst(), count);
        }
    }

    /// Computes each definition once; `body` and later definitions read them through {@link SharedRef}.
    record With(List<Definition> definitions, PhysicalPlan body) implements PhysicalPlan {
        public With {
            definitions = List.copyOf(definitions);
        }

        public record Definition(int id, PhysicalPlan plan) {}

        @Override
        public List<SqlType> types() {
            return body.types();
        }

        /// The definitions in order, then the body.
        @Override
        public List<PhysicalPlan> children() {
            List<PhysicalPlan> all = new ArrayList<>();
            for (Definition definition : definitions) {
                all.add(definition.plan());
            }
            all.add(body);
            return all;
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            if (c.equals(children())) {
                return this;
            }
            List<Definition> changed = new ArrayList<>();
            for (int i = 0; i < definitions.size(); i++) {
                changed.add(new Definition(definitions.get(i).id(), c.get(i)));
            }
            return new With(changed, c.getLast());
        }
    }

    record SharedRef(int id, List<SqlType> types) implements PhysicalPlan {
        public SharedRef {
            types = List.copyOf(types);
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of();
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> children) {
            return this;
        }
    }

    /// Root of a stage: sends its rows to the tasks of the consuming stage.
    record ExchangeSink(PhysicalPlan input, Partitioning partitioning) implements PhysicalPlan {
        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new ExchangeSink(c.getFirst(), partitioning);
        }
    }

    /// Root of the last stage: makes the types that clients read (plain Utf8, Decimal128) and keeps the order of its input.
    record ClientOutput(PhysicalPlan input, List<String> names) implements PhysicalPlan {
        public ClientOutput {
            names = List.copyOf(names);
        }

        @Override
        public List<SqlType> types() {
            return input.types();
        }

        @Override
        public List<PhysicalPlan> children() {
            return List.of(input);
        }

        @Override
        public PhysicalPlan withChildren(List<PhysicalPlan> c) {
            return c.getFirst() == input ? this : new ClientOutput(c.getFirst(), names);
        }
    }

    private static List<SqlType> joined(JoinKind kind, PhysicalPlan probe, PhysicalPlan build, List<Integer> output) {
        List<SqlType> both = new ArrayList<>(probe.types());
        both.addAll(build.types());
        List<SqlType> types = new ArrayList<>(output.size() + 1);
        for (int column : output) {
            types.add(both.get(column));
        }
        if (kind == JoinKind.MARK) {
            types.add(SqlType.BOOLEAN);
        }
        return types;
    }
}
