package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.column.UnsupportedValueException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemporalTextTest {
  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void everyDayIsTheOneThatJavaCounts() {
    LocalDate epoch = LocalDate.of(2000, 1, 1);
    // MariaDB's year 0 is 1 BC, as it is in Java's calendar.
    for (LocalDate day = LocalDate.of(0, 1, 1); day.getYear() < 10_000; day = day.plusDays(1)) {
      String text = day.toString();
      if (TemporalText.date(ascii(text)) != ChronoUnit.DAYS.between(epoch, day)) {
        assertThat(TemporalText.date(ascii(text)))
            .as(text)
            .isEqualTo(ChronoUnit.DAYS.between(epoch, day));
      }
      long number = day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth();
      if (TemporalNumber.date(number) != ChronoUnit.DAYS.between(epoch, day)) {
        assertThat(TemporalNumber.date(number))
            .as(text)
            .isEqualTo(ChronoUnit.DAYS.between(epoch, day));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20240229120001, 2024-02-29 12:00:01",
    "10000101000000, 1000-01-01 00:00:00",
    "99991231235959, 9999-12-31 23:59:59",
    "101000000, 0000-01-01 00:00:00",
    "0, 0000-00-00 00:00:00"
  })
  void aMomentAsANumberIsTheSame(long number, String text) {
    assertThat(TemporalNumber.timestamp(number)).isEqualTo(TemporalText.timestamp(ascii(text)));
    assertThat(TemporalNumber.timestampText(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 00:00:00", "235959, 23:59:59", "240000, 24:00:00", "10203, 01:02:03"})
  void aTimeOfDayAsANumberIsTheSame(long number, String text) {
    assertThat(TemporalNumber.time(number)).isEqualTo(TemporalText.time(ascii(text)));
    assertThat(TemporalNumber.timeText(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"-1, -00:00:01", "240001, 24:00:01", "8385959, 838:59:59", "-8385959, -838:59:59"})
  void soIsASpanOfTime(long number, String text) {
    assertThatExceptionOfType(UnsupportedValueException.class)
        .isThrownBy(() -> TemporalNumber.time(number))
        .withMessageContaining("the time " + text + ",");
  }

  @ParameterizedTest
  @CsvSource({"20240000, 2024-00-00", "20230229, 2023-02-29", "100, 0000-01-00"})
  void soIsADayThatNoCalendarHas(long number, String text) {
    assertThatExceptionOfType(UnsupportedValueException.class)
        .isThrownBy(() -> TemporalNumber.date(number))
        .withMessageContaining("the date " + text + ",");
    assertThat(TemporalNumber.dateText(number)).isEqualTo(text);
  }

  @Test
  void momentsAreTheOnesThatJavaCounts() {
    long seed = new Random().nextLong();
    System.out.println("moments seed " + seed);
    Random random = new Random(seed);
    LocalDateTime epoch = LocalDateTime.of(2000, 1, 1, 0, 0);
    for (int i = 0; i < 10_000; i++) {
      LocalDateTime moment =
          epoch.plus(
              random.nextLong(-60_000_000_000_000_000L, 250_000_000_000_000_000L),
              ChronoUnit.MICROS);
      int digits = random.nextInt(7);
      LocalDateTime cut =
          moment.withNano(
              (int)
                  (moment.getNano()
                      / Math.round(Math.pow(10, 9 - digits))
                      * Math.round(Math.pow(10, 9 - digits))));
      String fraction = "%09d".formatted(cut.getNano()).substring(0, digits);
      String text =
          "%04d-%02d-%02d %02d:%02d:%02d%s"
              .formatted(
                  cut.getYear(),
                  cut.getMonthValue(),
                  cut.getDayOfMonth(),
                  cut.getHour(),
                  cut.getMinute(),
                  cut.getSecond(),
                  digits == 0 ? "" : "." + fraction);
      assertThat(TemporalText.timestamp(ascii(text)))
          .as("%s, seed %d", text, seed)
          .isEqualTo(ChronoUnit.MICROS.between(epoch, cut));
    }
  }

  @Test
  void theZeroDateIsBeforeEverything() {
    assertThat(TemporalText.date(ascii("0000-00-00"))).isEqualTo(Integer.MIN_VALUE);
    assertThat(TemporalText.timestamp(ascii("0000-00-00 00:00:00"))).isEqualTo(Long.MIN_VALUE);
    assertThat(TemporalText.timestamp(ascii("0000-00-00 00:00:00.000000")))
        .isEqualTo(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-00-00",
        "2024-02-00",
        "0000-01-00",
        "2023-02-29",
        "1900-02-29",
        "2024-04-31",
        "2024-00-05"
      })
  void daysThatNoCalendarHasAreRefused(String text) {
    assertThatExceptionOfType(UnsupportedValueException.class)
        .isThrownBy(() -> TemporalText.date(ascii(text)))
        .withMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "00:00:00, 0",
    "23:59:59.999999, 86399999999",
    "24:00:00, 86400000000",
    "01:02:03.5, 3723500000",
    "00:00:00.000001, 1"
  })
  void timesOfDay(String text, long micros) {
    assertThat(TemporalText.time(ascii(text))).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-00:00:01", "24:00:00.000001", "838:59:59", "-838:59:59.999999", "25:00:00"})
  void spansOfTimeAreRefused(String text) {
    assertThatExceptionOfType(UnsupportedValueException.class)
        .isThrownBy(() -> TemporalText.time(ascii(text)))
        .withMessageContaining(text);
  }
}
