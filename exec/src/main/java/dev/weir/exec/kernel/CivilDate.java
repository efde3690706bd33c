package dev.weir.exec.kernel;

/// The proleptic Gregorian calendar on days since 1970-01-01, for any number of days that an int holds and beyond.
///
/// Algorithms: within some 27 000 years around the epoch C. Neri and L. Schneider, "Euclidean affine functions and their
/// application to calendar algorithms" (2022), figure 12; beyond H. Hinnant, "chrono-compatible low-level date
/// algorithms", civil_from_days and days_from_civil. Nothing here throws, so that functions of dates cannot fail.
public final class CivilDate {
    private static final long DAYS_PER_ERA = 146_097;
    private static final long EPOCH_SHIFT = 719_468;
    private static final int NEAR = 10_000_000;
    /// Eras of 400 years by which near dates are moved, so that they are positive.
    private static final int NEAR_ERAS = 82;

    private CivilDate() {}

    /// Year, month and day packed as `year << 9 | month << 5 | day`.
    public static long fields(long days) {
        return days > -NEAR & days < NEAR ? nearFields((int) days) : farFields(days);
    }

    private static long nearFields(int days) {
        int n1 = 4 * (days + 719_468 + 146_097 * NEAR_ERAS) + 3;
        int century = n1 / 146_097;
        int ofCentury = n1 % 146_097 / 4;
        long p2 = 2_939_745L * (4 * ofCentury + 3);
        int dayOfYear = (int) ((p2 & 0xffff_ffffL) / 2_939_745 / 4);
        int n3 = 2141 * dayOfYear + 197_913;
        int wrapped = dayOfYear >= 306 ? 1 : 0;
        long year = 100L * century + (p2 >>> 32) - 400 * NEAR_ERAS + wrapped;
        int month = (n3 >> 16) - 12 * wrapped;
        int day = (n3 & 0xffff) / 2141 + 1;
        return year << 9 | month << 5 | day;
    }

    static long farFields(long days) {
        long shifted = days + EPOCH_SHIFT;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        long dayOfEra = shifted - era * DAYS_PER_ERA;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shiftedMonth = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 9 | month << 5 | day;
    }

    public static long year(long days) {
        return fields(days) >> 9;
    }

    public static int month(long days) {
        return (int) (fields(days) >> 5) & 15;
    }

    public static int day(long days) {
        return (int) fields(days) & 31;
    }

    /// Days since the epoch of a date; the month is 1 to 12.
    public static long days(long year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT;
    }

    /// Adds months; a day that the month does not have becomes its last.
    public static long addMonths(long days, long months) {
        long fields = fields(days);
        long month = (fields >> 9) * 12 + ((fields >> 5) & 15) - 1 + months;
        long year = Math.floorDiv(month, 12L);
        int ofYear = (int) Math.floorMod(month, 12L) + 1;
        return days(year, ofYear, Math.min((int) fields & 31, lengthOfMonth(year, ofYear)));
    }

    public static int lengthOfMonth(long year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    public static boolean isLeap(long year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /// 1 (Monday) to 7 (Sunday).
    public static int dayOfWeek(long days) {
        return (int) Math.floorMod(days + 3, 7L) + 1;
    }

    public static int dayOfYear(long days) {
        return (int) (days - days(year(days), 1, 1)) + 1;
    }

    /// The ISO week: the first has the year's first Thursday.
    public static int week(long days) {
        long thursday = days - dayOfWeek(days) + 4;
        return (int) (thursday - days(year(thursday), 1, 1)) / 7 + 1;
    }

    /// The year that the ISO week belongs to.
    public static long weekYear(long days) {
        return year(days - dayOfWeek(days) + 4);
    }
}
