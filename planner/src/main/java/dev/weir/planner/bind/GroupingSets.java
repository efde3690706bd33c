package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.planner.bind.SelectItems.Item;
import dev.weir.planner.sql.GroupBy;
import dev.weir.planner.sql.GroupingElement;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Multiplies out a GROUP BY clause: ROLLUP, CUBE and GROUPING SETS become plain lists of keys.
final class GroupingSets {
    private static final int MOST = 256;

    private final Scope scope;
    private final List<Item> items;

    GroupingSets(Scope scope, List<Item> items) {
        this.scope = scope;
        this.items = items;
    }

    /// Is a key: an expression of the clause or an item of the select list that the clause names by place or alias.
    record Key(Optional<SqlExpression> syntax, Optional<Item> item) {}

    /// @param aggregates tells whether an expression holds an aggregate, which GROUP BY ALL leaves out
    List<List<Key>> expand(GroupBy groupBy, Predicate<SqlExpression> aggregates) {
        if (groupBy.all()) {
            List<Key> keys = new ArrayList<>();
            for (Item item : items) {
                if (item.syntax().isEmpty() || !aggregates.test(item.syntax().get())) {
                    keys.add(new Key(Optional.empty(), Optional.of(item)));
                }
            }
            return List.of(keys);
        }
        List<List<Key>> sets = List.of(List.of());
        for (GroupingElement element : groupBy.elements()) {
            sets = product(sets, sets(element), groupBy);
        }
        return groupBy.distinct() ? distinct(sets) : sets;
    }

    private static List<List<Key>> distinct(List<List<Key>> sets) {
        LinkedHashSet<LinkedHashSet<Key>> seen = new LinkedHashSet<>();
        for (List<Key> set : sets) {
            seen.add(new LinkedHashSet<>(set));
        }
        return seen.stream().map(set -> (List<Key>) new ArrayList<>(set)).toList();
    }

    private static List<List<Key>> product(List<List<Key>> left, List<List<Key>> right, GroupBy groupBy) {
        if (left.size() * right.size() > MOST) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "GROUP BY makes more than " + MOST + " grouping sets", groupBy.position());
        }
        List<List<Key>> all = new ArrayList<>();
        for (List<Key> a : left) {
            for (List<Key> b : right) {
                List<Key> both = new ArrayList<>(a);
                both.addAll(b);
                all.add(both);
            }
        }
        return all;
    }

    private List<List<Key>> sets(GroupingElement element) {
        return switch (element) {
            case GroupingElement.Single single -> List.of(List.of(key(single.value())));
            case GroupingElement.Set set -> List.of(set.values().stream().map(this::key).toList());
            case GroupingElement.Rollup rollup -> {
                List<List<Key>> parts = parts(rollup.elements());
                List<List<Key>> sets = new ArrayList<>();
                for (int length = parts.size(); length >= 0; length--) {
                    sets.add(parts.subList(0, length).stream().flatMap(List::stream).toList());
                }
                yield sets;
            }
            case GroupingElement.Cube cube -> cube(cube);
            case GroupingElement.Sets sets -> sets.elements().stream().flatMap(inner -> sets(inner).stream()).toList();
        };
    }

    private List<List<Key>> cube(GroupingElement.Cube cube) {
        List<List<Key>> parts = parts(cube.elements());
        if (parts.size() > 8) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "CUBE takes at most 8 elements: " + parts.size(), cube.position());
        }
        List<List<Key>> sets = new ArrayList<>();
        for (int bits = (1 << parts.size()) - 1; bits >= 0; bits--) {
            List<Key> set = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                if ((bits >> (parts.size() - 1 - i) & 1) == 1) {
                    set.addAll(parts.get(i));
                }
            }
            sets.add(set);
        }
        return sets;
    }

    /// The elements of ROLLUP and CUBE are single keys or lists of them.
    private List<List<Key>> parts(List<GroupingElement> elements) {
        List<List<Key>> parts = new ArrayList<>();
        for (GroupingElement element : elements) {
            if (!(element instanceof GroupingElement.Single) && !(element instanceof GroupingElement.Set)) {
                throw new QueryException(ErrorCode.SYNTAX_ERROR, "ROLLUP and CUBE take expressions", element.position());
            }
            parts.add(sets(element).getFirst());
        }
        return parts;
    }

    /// A column of FROM comes before an alias of the select list.
    private Key key(SqlExpression value) {
        Optional<Integer> ordinal = SortKeys.ordinal(value, items.size(), "GROUP BY");
        if (ordinal.isPresent()) {
            return new Key(Optional.empty(), Optional.of(items.get(ordinal.get())));
        }
        if (value instanceof SqlExpression.ColumnReference reference && reference.name().parts().size() == 1
                && scope.matches(reference.name().parts()).isEmpty()) {
            for (Item item : items) {
                if (item.aliased() && Scope.same(reference.name().last(), item.name(), true)) {
                    return new Key(Optional.empty(), Optional.of(item));
                }
            }
        }
        return new Key(Optional.of(value), Optional.empty());
    }
}
