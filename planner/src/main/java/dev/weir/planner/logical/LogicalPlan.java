package dev.weir.planner.logical;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.planner.catalog.TableDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A node of the logical plan. Immutable. `columns` is the output; a node passes on ids unless it says that it makes new ones.
public sealed interface LogicalPlan {
    List<LogicalColumn> columns();

    List<LogicalPlan> children();

    LogicalPlan withChildren(List<LogicalPlan> children);

    /// Reads a table. Each use of a table in a statement has column ids of its own.
    ///
    /// @param sources per column, the position in the table's columns
    /// @param filter  pushed down, over `columns`; null when there is none
    record Scan(TableDescription table, List<LogicalColumn> columns, List<Integer> sources, Expression filter) implements LogicalPlan {
        public Scan {
            columns = List.copyOf(columns);
            sources = List.copyOf(sources);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of();
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> children) {
            return this;
        }
    }

    /// Rows of expressions (constants or parameters). One row and no columns is SELECT without FROM.
    record Values(List<LogicalColumn> columns, List<List<Expression>> rows) implements LogicalPlan {
        public Values {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of();
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> children) {
            return this;
        }
    }

    record Filter(LogicalPlan input, Expression predicate) implements LogicalPlan {
        @Override
        public List<LogicalColumn> columns() {
            return input.columns();
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Filter(c.getFirst(), predicate);
        }
    }

    /// Computes `expressions` as `columns`. An expression that is a bare column may keep that column's id.
    record Project(LogicalPlan input, List<LogicalColumn> columns, List<Expression> expressions) implements LogicalPlan {
        public Project {
            columns = List.copyOf(columns);
            expressions = List.copyOf(expressions);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Project(c.getFirst(), columns, expressions);
        }
    }

    /// Output: `keys` (columns of the input, keeping their ids), then one new column a call. No keys: exactly one row.
    record Aggregate(LogicalPlan input, List<LogicalColumn> keys, List<Call> calls) implements LogicalPlan {
        public Aggregate {
            keys = List.copyOf(keys);
            calls = List.copyOf(calls);
        }

        /// @param filter null when there is none
        public record Call(
                LogicalColumn output, AggregateFunction function, List<Expression> arguments, boolean distinct, Expression filter,
                AggregateFunction.Signature signature, Origin origin) {
            public Call {
                arguments = List.copyOf(arguments);
            }

            public Call(
                    LogicalColumn output, AggregateFunction function, List<Expression> arguments, boolean distinct, Expression filter,
                    AggregateFunction.Signature signature) {
                this(output, function, arguments, distinct, filter, signature, Origin.NONE);
            }
        }

        @Override
        public List<LogicalColumn> columns() {
            List<LogicalColumn> all = new ArrayList<>(keys);
            for (Call call : calls) {
                all.add(call.output());
            }
            return all;
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Aggregate(c.getFirst(), keys, calls);
        }
    }

    /// Joins two inputs. Output: left then right (SEMI, ANTI: left only; MARK: left, then `mark`; SINGLE: left then right, where
    /// the right side must have at most one match, else SUBQUERY_RETURNED_MANY_ROWS, and gives NULLs when it has none).
    ///
    /// `correlated` says that the right side may use columns of the left (a dependent join, made by the binder for
    /// subqueries and LATERAL); unnesting removes all of them.
    ///
    /// @param condition null or TRUE for a cross product
    /// @param mark      the boolean column that MARK makes; null otherwise
    /// @param nullAware for MARK and ANTI: `condition` has IN's three-valued semantics
    /// @param origin    where the subquery stands that a SINGLE join looks up
    record Join(
            Kind kind, LogicalPlan left, LogicalPlan right, Expression condition, LogicalColumn mark, boolean nullAware, boolean correlated,
            Origin origin) implements LogicalPlan {
        public enum Kind { INNER, LEFT, RIGHT, FULL, SEMI, ANTI, MARK, SINGLE }

        public Join(
                Kind kind, LogicalPlan left, LogicalPlan right, Expression condition, LogicalColumn mark, boolean nullAware, boolean correlated) {
            this(kind, left, right, condition, mark, nullAware, correlated, Origin.NONE);
        }

        @Override
        public List<LogicalColumn> columns() {
            List<LogicalColumn> all = new ArrayList<>(left.columns());
            switch (kind) {
                case INNER, LEFT, RIGHT, FULL, SINGLE -> all.addAll(right.columns());
                case MARK -> all.add(mark);
                case SEMI, ANTI -> { }
            }
            return all;
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(left, right);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.get(0) == left && c.get(1) == right ? this : new Join(kind, c.get(0), c.get(1), condition, mark, nullAware, correlated, origin);
        }
    }

    /// UNION, INTERSECT, EXCEPT over inputs of equal types; `columns` are new, matched by position.
    record SetOperation(Kind kind, boolean all, List<LogicalPlan> inputs, List<LogicalColumn> columns) implements LogicalPlan {
        public enum Kind { UNION, INTERSECT, EXCEPT }

        public SetOperation {
            inputs = List.copyOf(inputs);
            columns = List.copyOf(columns);
        }

        @Override
        public List<LogicalPlan> children() {
            return inputs;
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.equals(inputs) ? this : new SetOperation(kind, all, c, columns);
        }
    }

    record Sort(LogicalPlan input, List<Key> keys) implements LogicalPlan {
        public Sort {
            keys = List.copyOf(keys);
        }

        public record Key(LogicalColumn column, boolean descending, boolean nullsFirst) {}

        @Override
        public List<LogicalColumn> columns() {
            return input.columns();
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Sort(c.getFirst(), keys);
        }
    }

    /// Computes functions over windows. Output: the input's columns, then one new column a call. Rows come in no order that
    /// anything above may rely on.
    ///
    /// @param partitionBy columns of the input; rows that agree in them (NULL with NULL) see each other
    /// @param orderBy     what orders the rows of a partition; without keys all are peers
    /// @param top         keeps only the first rows of each partition; null when all are kept
    record Window(LogicalPlan input, List<LogicalColumn> partitionBy, List<Sort.Key> orderBy, List<Call> calls, Top top) implements LogicalPlan {
        public Window {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
            calls = List.copyOf(calls);
        }

        public record Call(
                LogicalColumn output, WindowFunction function, List<Expression> arguments, WindowFunction.Signature signature,
                boolean ignoreNulls, Frame frame, Origin origin) {
            public Call {
                arguments = List.copyOf(arguments);
            }
        }

        /// @param key what RANGE offsets are measured along: the only sort key, of the type of the limits; null when there are none
        public record Frame(WindowFrame.Unit unit, Bound start, Bound end, WindowFrame.Exclusion exclusion, Expression key, boolean descending, boolean nullsFirst) {
            public static final Frame PARTITION = new Frame(WindowFrame.Unit.RANGE, new Bound(WindowFrame.Kind.UNBOUNDED_PRECEDING, null, null),
                    new Bound(WindowFrame.Kind.UNBOUNDED_FOLLOWING, null, null), WindowFrame.Exclusion.NO_OTHERS, null, false, false);

            /// The expressions of the frame with a change applied.
            public Frame with(UnaryOperator<Expression> change) {
                Bound first = start.with(change);
                Bound last = end.with(change);
                Expression changed = key == null ? null : change.apply(key);
                return first == start && last == end && changed == key ? this
                        : new Frame(unit, first, last, exclusion, changed, descending, nullsFirst);
            }

            /// What it evaluates.
            public List<Expression> expressions() {
                List<Expression> all = new ArrayList<>();
                for (Expression expression : new Expression[] {start.offset, start.limit, end.offset, end.limit, key}) {
                    if (expression != null) {
                        all.add(expression);
                    }
                }
                return all;
            }
        }

        /// @param offset of ROWS and GROUPS, and of RANGE where it may turn out negative; else null
        /// @param limit  of RANGE: where the key's value ends; else null
        public record Bound(WindowFrame.Kind kind, Expression offset, Expression limit) {
            private Bound with(UnaryOperator<Expression> change) {
                Expression changedOffset = offset == null ? null : change.apply(offset);
                Expression changedLimit = limit == null ? null : change.apply(limit);
                return changedOffset == offset && changedLimit == limit ? this : new Bound(kind, changedOffset, changedLimit);
            }
        }

        /// Keeps the rows whose number is at most `count`.
        public record Top(WindowFunction.Kind kind, long count) {}

        /// The node with a change applied to the expressions of its calls.
        public Window withExpressions(UnaryOperator<Expression> change) {
            List<Call> changed = new ArrayList<>();
            boolean same = true;
            for (Call call : calls) {
                List<Expression> arguments = new ArrayList<>();
                boolean kept = true;
                for (Expression argument : call.arguments()) {
                    arguments.add(change.apply(argument));
                    kept &= arguments.getLast() == argument;
                }
                Frame frame = call.frame().with(change);
                kept &= frame == call.frame();
                same &= kept;
                changed.add(kept ? call : new Call(call.output(), call.function(), arguments, call.signature(), call.ignoreNulls(), frame, call.origin()));
            }
            return same ? this : new Window(input, partitionBy, orderBy, changed, top);
        }

        @Override
        public List<LogicalColumn> columns() {
            List<LogicalColumn> all = new ArrayList<>(input.columns());
            for (Call call : calls) {
                all.add(call.output());
            }
            return all;
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Window(c.getFirst(), partitionBy, orderBy, calls, top);
        }
    }

    /// @param count {@link Long#MAX_VALUE} for OFFSET alone
    record Limit(LogicalPlan input, long count, long offset) implements LogicalPlan {
        @Override
        public List<LogicalColumn> columns() {
            return input.columns();
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Limit(c.getFirst(), count, offset);
        }
    }

    /// Exactly one row: see the physical node of the same name.
    record AssertSingleRow(LogicalPlan input, Origin origin) implements LogicalPlan {
        public AssertSingleRow(LogicalPlan input) {
            this(input, Origin.NONE);
        }

        @Override
        public List<LogicalColumn> columns() {
            return input.columns();
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new AssertSingleRow(c.getFirst(), origin);
        }
    }

    /// Definitions that {@link SharedRef}s read; a WITH query used once is inlined by an optimizer rule.
    record With(List<Definition> definitions, LogicalPlan body) implements LogicalPlan {
        public With {
            definitions = List.copyOf(definitions);
        }

        public record Definition(int id, String name, LogicalPlan plan) {}

        @Override
        public List<LogicalColumn> columns() {
            return body.columns();
        }

        /// The definitions in order, then the body.
        @Override
        public List<LogicalPlan> children() {
            List<LogicalPlan> all = new ArrayList<>();
            for (Definition definition : definitions) {
                all.add(definition.plan());
            }
            all.add(body);
            return all;
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            List<Definition> changed = new ArrayList<>();
            boolean same = c.getLast() == body;
            for (int i = 0; i < definitions.size(); i++) {
                Definition definition = definitions.get(i);
                same &= c.get(i) == definition.plan();
                changed.add(new Definition(definition.id(), definition.name(), c.get(i)));
            }
            return same ? this : new With(changed, c.getLast());
        }
    }

    /// One use of a definition; `columns` are new ids, matched to the definition's `sources` by position.
    record SharedRef(int id, List<LogicalColumn> columns, List<LogicalColumn> sources) implements LogicalPlan {
        public SharedRef {
            columns = List.copyOf(columns);
            sources = List.copyOf(sources);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of();
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> children) {
            return this;
        }
    }

    /// Root: what the client sees, by name and order.
    record Output(LogicalPlan input, List<String> names, List<LogicalColumn> columns) implements LogicalPlan {
        public Output {
            names = List.copyOf(names);
            columns = List.copyOf(columns);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public LogicalPlan withChildren(List<LogicalPlan> c) {
            return c.getFirst() == input ? this : new Output(c.getFirst(), names, columns);
        }
    }

    /// Rewrites bottom-up; answers `this` when nothing changed.
    default LogicalPlan transformUp(UnaryOperator<LogicalPlan> change) {
        List<LogicalPlan> children = children();
        if (children.isEmpty()) {
            return change.apply(this);
        }
        List<LogicalPlan> changed = new ArrayList<>(children.size());
        for (LogicalPlan child : children) {
            changed.add(child.transformUp(change));
        }
        return change.apply(withChildren(changed));
    }
}
