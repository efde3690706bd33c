package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.planner.bind.Scope.Field;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.SelectItem;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The items of a select list with the stars expanded.
final class SelectItems {
    private static final int LONGEST_NAME = 64;

    private SelectItems() {}

    /// Is an item: an expression as written, or, from a star, a column.
    ///
    /// @param aliased whether the name was given by the query
    record Item(String name, boolean aliased, Optional<SqlExpression> syntax, Optional<Expression> column, Position position) {}

    static List<Item> expand(List<SelectItem> items, Scope scope) {
        List<Item> expanded = new ArrayList<>();
        for (SelectItem item : items) {
            switch (item) {
                case SelectItem.Single single -> expanded.add(single(single));
                case SelectItem.Star star -> star(star, scope, expanded);
            }
        }
        return expanded;
    }

    private static Item single(SelectItem.Single item) {
        String name = item.alias().map(Identifier::text).orElseGet(() -> name(item.value()));
        return new Item(name, item.alias().isPresent(), Optional.of(item.value()), Optional.empty(), item.position());
    }

    /// A column keeps its name; anything else is called by its text.
    private static String name(SqlExpression expression) {
        return switch (expression) {
            case SqlExpression.ColumnReference reference -> reference.name().last().text();
            case SqlExpression.FieldAccess access -> access.field().text();
            default -> {
                String text = SqlFormatter.format(expression);
                yield text.length() <= LONGEST_NAME ? text : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_NAME - 3))) + "...";
            }
        };
    }

    private static void star(SelectItem.Star star, Scope scope, List<Item> expanded) {
        List<Field> fields = new ArrayList<>();
        if (star.qualifier().isPresent()) {
            fields.addAll(scope.ofRelation(star.qualifier().get().parts()));
            if (fields.isEmpty()) {
                throw new QueryException(
                        ErrorCode.TABLE_NOT_FOUND, "No table or alias of that name in FROM: " + star.qualifier().get(), star.position(),
                        Suggestions.didYouMean(star.qualifier().get().last().text(), scope.relations()));
            }
        } else {
            for (Field field : scope.fields()) {
                if (!field.qualifiedOnly()) {
                    fields.add(field);
                }
            }
            if (fields.isEmpty()) {
                throw new QueryException(ErrorCode.COLUMN_NOT_FOUND, "There are no columns for *", star.position(), "there is no FROM");
            }
        }
        check(star.exclude(), fields);
        check(star.replace().stream().map(SelectItem.Replacement::column).toList(), fields);
        for (Field field : fields) {
            if (find(star.exclude(), field) < 0) {
                int replaced = find(star.replace().stream().map(SelectItem.Replacement::column).toList(), field);
                if (replaced < 0 && field.column().type().isNested()) {
                    throw BindContext.notSupported(
                            "column " + field.name() + " of type " + field.column().type() + "; leave it out with * EXCLUDE (" + field.name() + ")",
                            star.position());
                }
                expanded.add(replaced >= 0
                        ? new Item(field.name(), true, Optional.of(star.replace().get(replaced).value()), Optional.empty(), star.position())
                        : new Item(field.name(), false, Optional.empty(), Optional.of(field.column().reference()), star.position()));
            }
        }
    }

    private static void check(List<Identifier> names, List<Field> fields) {
        for (Identifier name : names) {
            boolean found = false;
            for (Field field : fields) {
                found |= Scope.same(name, field.name(), true);
            }
            if (!found) {
                throw new QueryException(
                        ErrorCode.COLUMN_NOT_FOUND, "Column not found in *: " + name.text(), name.position(),
                        Suggestions.didYouMean(name.text(), fields.stream().map(Field::name).toList()));
            }
        }
    }

    private static int find(List<Identifier> names, Field field) {
        for (int i = 0; i < names.size(); i++) {
            if (Scope.same(names.get(i), field.name(), true)) {
                return i;
            }
        }
        return -1;
    }
}
