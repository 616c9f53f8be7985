package dev.plimsoll.connector.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CalendarTest {
  private static final LocalDate Y2000 = LocalDate.of(2000, 1, 1);

  private static String date(int day) {
    ByteBuilder out = new ByteBuilder(16);
    Calendar.date(day, out);
    return out.utf8();
  }

  @Test
  void datesAreThoseOfTheProlepticCalendar() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    new Random(seed)
        .ints(100_000, -730_000, 2_900_000)
        .forEach(
            day ->
                assertThat(date(day))
                    .as("seed %d, day %d", seed, day)
                    .isEqualTo(Y2000.plusDays(day).toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "0001-01-01,0001-01-01",
    "0000-12-31,0001-12-31 BC",
    "-0043-03-15,0044-03-15 BC",
    "+10000-01-01,10000-01-01"
  })
  void yearsBeforeTheFirstAndBeyondFourDigits(String iso, String expected) {
    int day = Math.toIntExact(ChronoUnit.DAYS.between(Y2000, LocalDate.parse(iso)));
    assertThat(date(day)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0,
        -1,
        -211_813_488_000_000_000L,
        9_223_371_331_199_999_999L,
        9_222_425_352_054_775_806L,
        9_222_425_352_054_775_807L,
        9_222_425_352_054_775_808L
      })
  void everyTimestampComesBackFromTheUnixCount(long micros) {
    assertThat(Calendar.fromUnixMicros(Calendar.toUnixMicros(micros))).isEqualTo(micros);
  }

  @Test
  void noTwoTimestampsShareAUnixCount() {
    long border = Long.MAX_VALUE - 946_684_800_000_000L;
    long[] unix =
        LongStream.concat(
                LongStream.rangeClosed(border - 1000, border + 1000),
                LongStream.of(Long.MAX_VALUE, Long.MIN_VALUE))
            .map(Calendar::toUnixMicros)
            .toArray();
    assertThat(LongStream.of(unix).distinct().count()).isEqualTo(unix.length);
  }

  @Test
  void infinityIsTheLargestNumberAndMinusInfinityItsNegative() {
    assertThat(Calendar.toUnixMicros(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(Calendar.toUnixMicros(Long.MIN_VALUE)).isEqualTo(-Long.MAX_VALUE);
    assertThat(Calendar.toUnixDay(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Calendar.toUnixDay(Integer.MIN_VALUE)).isEqualTo(-Integer.MAX_VALUE);
    assertThat(date(Integer.MIN_VALUE)).isEqualTo("-infinity");
  }

  @Test
  void filesOfEarlierVersionsHaveTheSmallestNumberForMinusInfinity() {
    assertThat(Calendar.fromUnixMicros(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(Calendar.fromUnixDay(Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void readersAgreeOnTheYearsOneTo9999() {
    int first = Math.toIntExact(ChronoUnit.DAYS.between(Y2000, LocalDate.of(1, 1, 1)));
    int last = Math.toIntExact(ChronoUnit.DAYS.between(Y2000, LocalDate.of(9999, 12, 31)));
    assertThat(IntStream.of(first - 1, first, last, last + 1))
        .extracting(Calendar::isSpecialDay)
        .containsExactly(true, false, false, true);
    long day = Calendar.MICROS_PER_DAY;
    assertThat(LongStream.of(first * day - 1, first * day, (last + 1) * day - 1, (last + 1) * day))
        .extracting(Calendar::isSpecialMoment)
        .containsExactly(true, false, false, true);
  }
}
