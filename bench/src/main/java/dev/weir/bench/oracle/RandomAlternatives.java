package dev.weir.bench.oracle;

import dev.weir.bench.oracle.QueryScope.Column;
import java.util.ArrayList;
import java.util.List;

/// Writes conditions of joins that are alternatives, as rules look for them: each arm has terms of one side alone, terms of
/// the other, and terms of both; the same terms come back in several arms, and an equality may stand in all of them.
final class RandomAlternatives {
    private final Choice choice;
    private final RandomExpressions expressions;

    RandomAlternatives(Choice choice, RandomExpressions expressions) {
        this.choice = choice;
        this.expressions = expressions;
    }

    /// @param left, right columns of either side, at least one each
    /// @param equality    a condition on both sides
    String condition(List<Column> left, List<Column> right, String equality) {
        List<String> ofLeft = terms(left);
        List<String> ofRight = terms(right);
        List<Column> all = new ArrayList<>(left);
        all.addAll(right);
        QueryScope both = new QueryScope(all, null);
        boolean inAll = choice.oneIn(2);
        List<String> arms = new ArrayList<>();
        for (int i = choice.between(2, 4); i > 0; i--) {
            arms.add(arm(ofLeft, ofRight, inAll || choice.oneIn(5) ? equality : "", both));
        }
        String alternatives = "(" + String.join(" or ", arms) + ")";
        return switch (choice.below(8)) {
            case 0 -> "not " + alternatives;
            case 1, 2, 3 -> equality + " and " + alternatives;
            case 4 -> alternatives + " and (" + choice.of(ofLeft) + " or " + choice.of(ofRight) + ")";
            default -> alternatives;
        };
    }

    private List<String> terms(List<Column> columns) {
        List<String> terms = new ArrayList<>();
        for (int i = choice.between(1, 3); i > 0; i--) {
            terms.add(term(choice.of(columns)));
        }
        return terms;
    }

    private String arm(List<String> left, List<String> right, String equality, QueryScope both) {
        List<String> terms = new ArrayList<>();
        if (!equality.isEmpty()) {
            terms.add(equality);
        }
        for (int i = choice.between(0, 2); i > 0; i--) {
            terms.add(choice.of(left));
        }
        for (int i = choice.between(0, 2); i > 0; i--) {
            terms.add(choice.of(right));
        }
        if (choice.oneIn(4)) {
            terms.add("(" + choice.of(left) + " or " + choice.of(right) + (choice.oneIn(2) ? "" : " and " + choice.of(left)) + ")");
        }
        if (terms.isEmpty() || choice.oneIn(8)) {
            terms.add(expressions.predicate(both, 0));
        }
        return "(" + String.join(" and ", choice.shuffled(terms)) + ")";
    }

    /// A condition on a column that cannot fail.
    private String term(Column column) {
        String text = column.text();
        Kind kind = column.kind();
        if (choice.oneIn(10) || !kind.isMade() && !kind.isNumber()) {
            return text + " is" + choice.of("", " not") + " null";
        }
        if (kind == Kind.BOOLEAN) {
            return choice.of("", "not ") + text;
        }
        return switch (choice.below(kind == Kind.VARCHAR ? 7 : 5)) {
            case 0 -> text + choice.of("", "", " not") + " between " + expressions.literal(kind) + " and " + expressions.literal(kind);
            case 1 -> text + choice.of("", "", " not") + " in (" + list(kind) + ")";
            case 2 -> "not " + text + choice.of(" = ", " < ", " >= ") + expressions.literal(kind);
            case 5, 6 -> text + choice.of("", " not") + " like " + expressions.pattern();
            default -> text + choice.of(" = ", " <> ", " < ", " <= ", " > ", " >= ") + expressions.literal(kind);
        };
    }

    private String list(Kind kind) {
        List<String> values = new ArrayList<>();
        for (int i = choice.between(1, 4); i > 0; i--) {
            values.add(expressions.literal(kind));
        }
        return String.join(", ", values);
    }
}
