package dev.weir.bench.variant;

import dev.weir.bench.oracle.Choice;
import io.trino.tpch.Distribution;
import io.trino.tpch.Distributions;
import io.trino.tpch.Nation;
import io.trino.tpch.TpchTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The substitution parameters of TPC-H (specification, clauses 2.4.1.3 to 2.4.22.3), drawn from their ranges.
final class TpchParameters {
    private static final Distributions WORDS = Distributions.getDefaultDistributions();
    private static final List<Nation> NATIONS = nations();

    private TpchParameters() {}

    /// What to put in place of the validation parameters: pieces of the query's text as tokens, blanks as the text may have
    /// them.
    static Map<String, String> of(String query, Choice choice) {
        Map<String, String> changes = new LinkedHashMap<>();
        switch (query) {
            case "q01" -> changes.put("'90'", text(choice.between(60, 120)));
            case "q02" -> {
                changes.put("p_size = 15", "p_size = " + choice.between(1, 50));
                changes.put("'%BRASS'", text("%" + syllable(choice, 2)));
                changes.put("'EUROPE'", text(one(choice, WORDS.getRegions())));
            }
            case "q03" -> {
                changes.put("'BUILDING'", text(one(choice, WORDS.getMarketSegments())));
                changes.put("'1995-03-15'", text(LocalDate.of(1995, 3, choice.between(1, 31))));
            }
            case "q04" -> changes.put("'1993-07-01'", text(month(choice, 1993, 58)));
            case "q05" -> {
                changes.put("'ASIA'", text(one(choice, WORDS.getRegions())));
                changes.put("'1994-01-01'", text(year(choice)));
            }
            case "q06" -> {
                changes.put("'1994-01-01'", text(year(choice)));
                changes.put("0.06", "0.0" + choice.between(2, 9));
                changes.put("24", String.valueOf(choice.between(24, 25)));
            }
            case "q07" -> {
                List<Nation> two = choice.shuffled(NATIONS);
                changes.put("'FRANCE'", text(two.get(0).name()));
                changes.put("'GERMANY'", text(two.get(1).name()));
            }
            case "q08" -> {
                Nation nation = choice.of(NATIONS);
                changes.put("'BRAZIL'", text(nation.name()));
                changes.put("'AMERICA'", text(WORDS.getRegions().getValue((int) nation.regionKey())));
                changes.put("'ECONOMY ANODIZED STEEL'", text(one(choice, WORDS.getPartTypes())));
            }
            case "q09" -> changes.put("'%green%'", text("%" + one(choice, WORDS.getPartColors()) + "%"));
            case "q10" -> changes.put("'1993-10-01'", text(month(choice, 1993, 24).plusMonths(1)));
            case "q11" -> changes.put("'GERMANY'", text(choice.of(NATIONS).name()));
            case "q12" -> {
                List<String> modes = choice.shuffled(WORDS.getShipModes().getValues());
                changes.put("'MAIL'", text(modes.get(0)));
                changes.put("'SHIP'", text(modes.get(1)));
                changes.put("'1994-01-01'", text(year(choice)));
            }
            case "q13" -> changes.put("'%special%requests%'",
                    text("%" + choice.of("special", "pending", "unusual", "express") + "%" + choice.of("packages", "requests", "accounts", "deposits") + "%"));
            case "q14" -> changes.put("'1995-09-01'", text(month(choice, 1993, 60)));
            case "q15", "q15_with" -> changes.put("'1996-01-01'", text(month(choice, 1993, 58)));
            case "q16" -> {
                changes.put("'Brand#45'", brand(choice));
                changes.put("'MEDIUM POLISHED%'", text(syllable(choice, 0) + " " + syllable(choice, 1) + "%"));
                changes.put("(49, 14, 23, 45, 19, 3, 36, 9)", sizes(choice));
            }
            case "q17" -> {
                changes.put("'Brand#23'", brand(choice));
                changes.put("'MED BOX'", text(one(choice, WORDS.getPartContainers())));
            }
            case "q18" -> changes.put("300", String.valueOf(choice.between(312, 315)));
            case "q19" -> {
                quantity(changes, 1, choice.between(1, 10));
                quantity(changes, 10, choice.between(10, 20));
                quantity(changes, 20, choice.between(20, 30));
                changes.put("'Brand#12'", brand(choice));
                changes.put("'Brand#23'", brand(choice));
                changes.put("'Brand#34'", brand(choice));
            }
            case "q20" -> {
                changes.put("'forest%'", text(one(choice, WORDS.getPartColors()) + "%"));
                changes.put("'1994-01-01'", text(year(choice)));
                changes.put("'CANADA'", text(choice.of(NATIONS).name()));
            }
            case "q21" -> changes.put("'SAUDI ARABIA'", text(choice.of(NATIONS).name()));
            case "q22" -> changes.put("('13', '31', '23', '29', '30', '18', '17')", codes(choice));
            default -> throw new IllegalArgumentException("no parameters of " + query);
        }
        return changes;
    }

    private static void quantity(Map<String, String> changes, int before, int after) {
        changes.put("l_quantity >= " + before + " and l_quantity <= " + before + " + 10", "l_quantity >= " + after + " and l_quantity <= " + after + " + 10");
    }

    private static String sizes(Choice choice) {
        List<Integer> all = new ArrayList<>();
        for (int size = 1; size <= 50; size++) {
            all.add(size);
        }
        return choice.shuffled(all).subList(0, 8).toString().replace('[', '(').replace(']', ')');
    }

    /// Country codes are the nations' keys plus 10.
    private static String codes(Choice choice) {
        List<String> all = new ArrayList<>();
        for (Nation nation : choice.shuffled(NATIONS).subList(0, 7)) {
            all.add(text(nation.nationKey() + 10));
        }
        return "(" + String.join(", ", all) + ")";
    }

    private static String brand(Choice choice) {
        return text("Brand#" + choice.between(1, 5) + choice.between(1, 5));
    }

    /// A part of the name of a type such as `ECONOMY ANODIZED STEEL`.
    private static String syllable(Choice choice, int part) {
        return one(choice, WORDS.getPartTypes()).split(" ")[part];
    }

    private static LocalDate year(Choice choice) {
        return LocalDate.of(choice.between(1993, 1997), 1, 1);
    }

    private static LocalDate month(Choice choice, int from, int months) {
        return LocalDate.of(from, 1, 1).plusMonths(choice.below(months));
    }

    private static String one(Choice choice, Distribution words) {
        return choice.of(words.getValues());
    }

    private static String text(Object value) {
        return "'" + value + "'";
    }

    private static List<Nation> nations() {
        List<Nation> all = new ArrayList<>();
        TpchTable.NATION.createGenerator(1, 1, 1).forEach(all::add);
        return List.copyOf(all);
    }
}
