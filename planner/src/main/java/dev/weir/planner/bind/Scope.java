package dev.weir.planner.bind;

import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The columns that a name can mean, and the scope around it for correlated subqueries (null at the outermost query).
record Scope(List<Field> fields, Scope outer) {
    Scope {
        fields = List.copyOf(fields);
    }

    /// @param relation      the name of the table that it belongs to, outermost part first; empty for a subquery without alias
    /// @param qualifiedOnly whether only `t.c` reaches it: a side of a column merged by USING
    record Field(List<String> relation, String name, LogicalColumn column, boolean qualifiedOnly) {
        Field {
            relation = List.copyOf(relation);
        }
    }

    static Scope empty(Scope outer) {
        return new Scope(List.of(), outer);
    }

    /// Finds what a name of one or more parts means here. An unquoted part matches a name of other case when nothing
    /// matches it exactly, since files bring names in every case.
    List<Field> matches(List<Identifier> parts) {
        List<Field> exact = matches(parts, false);
        return exact.isEmpty() ? matches(parts, true) : exact;
    }

    private List<Field> matches(List<Identifier> parts, boolean ignoreCase) {
        List<Field> found = new ArrayList<>();
        Identifier name = parts.getLast();
        for (Field field : fields) {
            boolean qualified = parts.size() > 1;
            if ((qualified || !field.qualifiedOnly())
                    && same(name, field.name(), ignoreCase)
                    && isSuffix(parts.subList(0, parts.size() - 1), field.relation(), ignoreCase)) {
                found.add(field);
            }
        }
        return found;
    }

    /// Lists the fields of the relations that a qualifier means.
    List<Field> ofRelation(List<Identifier> qualifier) {
        List<Field> found = new ArrayList<>();
        for (boolean ignoreCase : new boolean[] {false, true}) {
            for (Field field : fields) {
                if (!field.relation().isEmpty() && isSuffix(qualifier, field.relation(), ignoreCase)) {
                    found.add(field);
                }
            }
            if (!found.isEmpty()) {
                break;
            }
        }
        return found;
    }

    /// The same names for columns that have other ids now.
    Scope renamed(Map<Integer, LogicalColumn> columns) {
        List<Field> changed = new ArrayList<>();
        for (Field field : fields) {
            LogicalColumn column = columns.getOrDefault(field.column().id(), field.column());
            changed.add(new Field(field.relation(), field.name(), column, field.qualifiedOnly()));
        }
        return new Scope(changed, outer);
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Field field : fields) {
            names.add(field.name());
        }
        return names;
    }

    Set<String> relations() {
        Set<String> names = new LinkedHashSet<>();
        for (Field field : fields) {
            if (!field.relation().isEmpty()) {
                names.add(field.relation().getLast());
            }
        }
        return names;
    }

    static boolean same(Identifier written, String name, boolean ignoreCase) {
        return written.text().equals(name)
                || ignoreCase && !written.quoted() && written.text().equals(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isSuffix(List<Identifier> qualifier, List<String> relation, boolean ignoreCase) {
        int skip = relation.size() - qualifier.size();
        if (skip < 0) {
            return false;
        }
        for (int i = 0; i < qualifier.size(); i++) {
            if (!same(qualifier.get(i), relation.get(skip + i), ignoreCase)) {
                return false;
            }
        }
        return true;
    }
}
