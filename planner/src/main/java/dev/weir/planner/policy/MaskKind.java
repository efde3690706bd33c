package dev.weir.planner.policy;

import dev.weir.exec.type.SqlType;
import dev.weir.planner.sql.SqlFormatter;
import java.util.ArrayList;
import java.util.List;

/// The kinds of masks, strongest class first: where several policies mask a column, the strongest applies.
enum MaskKind {
    REPLACE_WITH_NULL("replace-with-null", 1),
    MASK_TO_FIXED_VALUE("mask-to-fixed-value", 2),
    SHA_256_GLOBAL("sha-256-global", 5),
    ROUND("round", 6),
    TRUNCATE_TO_YEAR("truncate-to-year", 6),
    TRUNCATE_TO_MONTH("truncate-to-month", 6),
    MASK_ALPHANUM("mask-alphanum", 7),
    SHOW_FIRST_4("show-first-4", 7),
    SHOW_LAST_4("show-last-4", 7),
    REGEX("regex", 7);

    private static final int HEX_DIGITS = 64;

    private final String text;
    private final int strength;

    MaskKind(String text, int strength) {
        this.text = text;
        this.strength = strength;
    }

    static MaskKind named(String name) {
        List<String> names = new ArrayList<>();
        for (MaskKind kind : values()) {
            if (kind.text.equals(name)) {
                return kind;
            }
            names.add(kind.text);
        }
        throw new IllegalArgumentException("unknown mask kind '" + name + "'; there are: " + String.join(", ", names));
    }

    /// Less is stronger; equal is the same class.
    int strength() {
        return strength;
    }

    /// The masked value as an SQL expression over the column, empty for NULL; IllegalArgumentException when the type cannot be
    /// masked so. NULL stays NULL except under a fixed value.
    String expression(String column, SqlType type, PolicyDocument.Mask mask) {
        String name = SqlFormatter.identifier(column);
        return switch (this) {
            case REPLACE_WITH_NULL -> "";
            case MASK_TO_FIXED_VALUE -> {
                if (mask.value() == null) {
                    throw new IllegalArgumentException(text + " needs a 'value'");
                }
                yield "CAST(" + SqlFormatter.string(mask.value()) + " AS " + type + ")";
            }
            case SHA_256_GLOBAL -> type instanceof SqlType.Varbinary ? "sha256(" + name + ")" : "lower(to_hex(sha256(" + hashed(type, name) + ")))";
            case ROUND -> {
                if (!type.isNumeric() || mask.digits() == null) {
                    throw new IllegalArgumentException(text + " needs a numeric column and 'digits'");
                }
                // What rounds out of the type's range is NULL: a mask that fails would tell which value it was.
                String wide = type instanceof SqlType.Integral ? "CAST(" + name + " AS decimal(38,0))" : name;
                yield "TRY_CAST(round(" + wide + ", " + mask.digits() + ") AS " + type + ")";
            }
            case TRUNCATE_TO_YEAR -> truncated("year", type, name);
            case TRUNCATE_TO_MONTH -> truncated("month", type, name);
            case MASK_ALPHANUM -> alphanum(strings(type, name));
            case SHOW_FIRST_4 -> "CASE WHEN length(" + strings(type, name) + ") <= 4 THEN " + alphanum(name) + " ELSE substring(" + name + ", 1, 4) || "
                    + alphanum("substring(" + name + ", 5)") + " END";
            case SHOW_LAST_4 -> "CASE WHEN length(" + strings(type, name) + ") <= 4 THEN " + alphanum(name) + " ELSE "
                    + alphanum("substring(" + name + ", 1, length(" + name + ") - 4)") + " || substring(" + name + ", length(" + name + ") - 3) END";
            case REGEX -> {
                if (mask.pattern() == null || mask.replacement() == null) {
                    throw new IllegalArgumentException(text + " needs a 'pattern' and a 'replacement'");
                }
                yield "regexp_replace(" + strings(type, name) + ", " + SqlFormatter.string(mask.pattern()) + ", " + SqlFormatter.string(mask.replacement()) + ")";
            }
        };
    }

    @Override
    public String toString() {
        return text;
    }

    private String strings(SqlType type, String name) {
        if (!type.isString()) {
            throw new IllegalArgumentException(text + " masks texts, not " + type);
        }
        return name;
    }

    private String hashed(SqlType type, String name) {
        if (type instanceof SqlType.Varchar varchar && varchar.length() < HEX_DIGITS || type instanceof SqlType.Char fixed && fixed.length() < HEX_DIGITS) {
            throw new IllegalArgumentException(text + " makes " + HEX_DIGITS + " characters, too many for " + type);
        }
        return strings(type, name);
    }

    private String truncated(String unit, SqlType type, String name) {
        if (!(type instanceof SqlType.Date) && !(type instanceof SqlType.Timestamp) && !(type instanceof SqlType.TimestampTz)) {
            throw new IllegalArgumentException(text + " masks dates and timestamps, not " + type);
        }
        return "date_trunc('" + unit + "', " + name + ")";
    }

    private static String alphanum(String text) {
        return "regexp_replace(regexp_replace(" + text + ", '\\p{L}', 'x'), '\\p{N}', 'n')";
    }
}
