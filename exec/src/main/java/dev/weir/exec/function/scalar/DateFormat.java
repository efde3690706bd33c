package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.kernel.CivilDate;
import dev.weir.exec.type.SqlType;
import java.time.ZoneId;
import java.util.Optional;

/// date_format with the letters of MySQL's, names in English.
final class DateFormat {
    private static final String[] DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    private static final String[] MONTHS = {
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

    static final ScalarFunction DATE_FORMAT = FunctionBuilder.function("date_format",
                    "Writes a date or timestamp by a pattern: %Y %y %m %c %d %e %H %k %h %I %l %i %s %S %f %p %T %j %W %a %M %b %%.")
            .resolve(types -> types.size() == 2 && DateTrunc.isDatetime(types.getFirst()) && types.get(1).isString()
                    ? Optional.of(new Signature(java.util.List.of(types.getFirst(), SqlType.VARCHAR), SqlType.VARCHAR)) : Optional.empty())
            .example("date_format(TIMESTAMP '2024-02-29 13:04:05', '%d.%m.%Y %H:%i:%s')", "'29.02.2024 13:04:05'")
            .example("date_format(DATE '2024-02-29', '%W, %M %e')", "'Thursday, February 29'")
            .runs(signature -> RowKernel.of(SqlType.VARCHAR, false, context -> (row, out) -> {
                row.write(out, format(row, signature.arguments().getFirst(), context.zone()));
                return true;
            }));

    private DateFormat() {}

    private static String format(Row row, SqlType type, ZoneId zone) {
        String pattern = row.text(1);
        long days = Datetimes.days(row.integer(0), type, zone);
        long micros = Datetimes.timeOfDay(row.integer(0), type, zone) / (Datetimes.perDay(type) / Datetimes.DAY);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length()) {
                append(text, pattern.charAt(++i), days, micros);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, char letter, long days, long micros) {
        long seconds = micros / Datetimes.SECOND;
        long hour = seconds / 3600;
        long hour12 = hour % 12 == 0 ? 12 : hour % 12;
        switch (letter) {
            case 'Y' -> padded(text, CivilDate.year(days), 4);
            case 'y' -> padded(text, Math.floorMod(CivilDate.year(days), 100L), 2);
            case 'm' -> padded(text, CivilDate.month(days), 2);
            case 'c' -> text.append(CivilDate.month(days));
            case 'd' -> padded(text, CivilDate.day(days), 2);
            case 'e' -> text.append(CivilDate.day(days));
            case 'H' -> padded(text, hour, 2);
            case 'k' -> text.append(hour);
            case 'h', 'I' -> padded(text, hour12, 2);
            case 'l' -> text.append(hour12);
            case 'i' -> padded(text, seconds / 60 % 60, 2);
            case 's', 'S' -> padded(text, seconds % 60, 2);
            case 'f' -> padded(text, micros % Datetimes.SECOND, 6);
            case 'p' -> text.append(hour < 12 ? "AM" : "PM");
            case 'T' -> {
                append(text, 'H', days, micros);
                append(text.append(':'), 'i', days, micros);
                append(text.append(':'), 's', days, micros);
            }
            case 'j' -> padded(text, CivilDate.dayOfYear(days), 3);
            case 'W' -> text.append(DAYS[CivilDate.dayOfWeek(days) - 1]);
            case 'a' -> text.append(DAYS[CivilDate.dayOfWeek(days) - 1], 0, 3);
            case 'M' -> text.append(MONTHS[CivilDate.month(days) - 1]);
            case 'b' -> text.append(MONTHS[CivilDate.month(days) - 1], 0, 3);
            case '%' -> text.append('%');
            default -> throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "date_format has no such letter", "%" + letter);
        }
    }

    private static void padded(StringBuilder text, long number, int width) {
        String digits = Long.toString(number);
        text.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }
}
