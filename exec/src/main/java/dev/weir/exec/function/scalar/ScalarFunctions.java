package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import java.util.ArrayList;
import java.util.List;

/// The list of scalar functions. Adding one: write its file, add its constant here.
public final class ScalarFunctions {
    public static final List<ScalarFunction> ALL = all();

    private ScalarFunctions() {}

    private static List<ScalarFunction> all() {
        List<ScalarFunction> all = new ArrayList<>();
        all.addAll(strings());
        all.addAll(numbers());
        all.addAll(datetimes());
        all.add(TypeOf.TYPEOF);
        all.add(SingleRowCheck.FUNCTION);
        return List.copyOf(all);
    }

    private static List<ScalarFunction> strings() {
        return List.of(
                Length.LENGTH, Length.OCTET_LENGTH, Length.BIT_LENGTH,
                LetterCase.LOWER, LetterCase.UPPER,
                Substring.SUBSTRING, Substring.LEFT, Substring.RIGHT,
                Concat.CONCAT, Concat.CONCAT_WS,
                Trim.TRIM, Trim.LTRIM, Trim.RTRIM,
                Search.POSITION, Search.STRPOS, Search.STARTS_WITH, Search.ENDS_WITH, Search.CONTAINS,
                Replace.REPLACE, Replace.TRANSLATE, Replace.REVERSE, Replace.REPEAT, Replace.LPAD, Replace.RPAD,
                SplitPart.SPLIT_PART, CodePoints.CHR, CodePoints.CODEPOINT,
                Regexp.REGEXP_LIKE, Regexp.REGEXP_REPLACE, Regexp.REGEXP_EXTRACT,
                Digest.TO_HEX, Digest.FROM_HEX, Digest.MD5, Digest.SHA1, Digest.SHA256, Digest.SHA512);
    }

    private static List<ScalarFunction> numbers() {
        List<ScalarFunction> numbers = new ArrayList<>(List.of(
                Absolute.ABS, Absolute.SIGN, Rounding.CEIL, Rounding.FLOOR, Rounding.ROUND, Rounding.TRUNCATE, Modulus.MOD,
                WidthBucket.WIDTH_BUCKET, Extremes.GREATEST, Extremes.LEAST));
        numbers.addAll(Mathematics.ALL);
        numbers.addAll(Bitwise.ALL);
        return numbers;
    }

    private static List<ScalarFunction> datetimes() {
        List<ScalarFunction> datetimes = new ArrayList<>(DateParts.ALL);
        datetimes.addAll(List.of(
                DateTrunc.DATE_TRUNC, DateTrunc.LAST_DAY_OF_MONTH, DateAdd.DATE_ADD, DateAdd.DATE_DIFF, DateOf.DATE, DateOf.MAKE_DATE,
                CurrentTime.NOW, CurrentTime.CURRENT_DATE, CurrentTime.LOCALTIMESTAMP, CurrentTime.LOCALTIME,
                UnixTime.EPOCH, UnixTime.FROM_UNIXTIME, DateFormat.DATE_FORMAT));
        return datetimes;
    }
}
