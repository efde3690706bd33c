package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The calendar agrees with java.time, and its two algorithms with each other.
class CivilDateTest {
    @Test
    void agreesWithJavaTime() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            long days = i < 100_000 ? i - 50_000 : random.nextInt();
            LocalDate date = LocalDate.ofEpochDay(days);
            assertEquals((long) date.getYear() << 9 | date.getMonthValue() << 5 | date.getDayOfMonth(), CivilDate.fields(days));
            assertEquals(CivilDate.farFields(days), CivilDate.fields(days));
            assertEquals(days, CivilDate.days(date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
            assertEquals(date.getDayOfWeek().getValue(), CivilDate.dayOfWeek(days));
            assertEquals(date.getDayOfYear(), CivilDate.dayOfYear(days));
            assertEquals(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), CivilDate.week(days));
            assertEquals(date.get(IsoFields.WEEK_BASED_YEAR), CivilDate.weekYear(days));
            assertEquals(date.lengthOfMonth(), CivilDate.lengthOfMonth(date.getYear(), date.getMonthValue()));
            long months = random.nextInt(-5000, 5000);
            if (Math.abs(days) < 300_000_000) {
                assertEquals(date.plusMonths(months).toEpochDay(), CivilDate.addMonths(days, months));
            }
        }
        for (long days = -10_000_010; days < 10_000_010; days += 17) {
            assertEquals(CivilDate.farFields(days), CivilDate.fields(days));
        }
    }
}
