package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.UnsupportedValueException;

/// Parser of dates and times that MariaDB writes as numbers (`20240229`, `20240229120000`,
/// `120000`), without fractions of a second, into PostgreSQL's epoch as {@link TemporalText} does.
/// Numbers cost the server less than text.
///
/// Source: MariaDB documentation, "Date and Time Literals" (numeric literals and context).
final class TemporalNumber {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long CLOCK = 1_000_000;

  private TemporalNumber() {}

  /// Days from 2000-01-01; {@link TemporalText#ZERO_DATE} for the zero date.
  ///
  /// @param number year, month and day in eight digits
  /// @throws UnsupportedValueException for another day that does not exist
  static int date(long number) {
    int date = (int) number;
    return TemporalText.day(date / 10_000, date / 100 % 100, date % 100);
  }

  /// Microseconds from 2000-01-01; {@link TemporalText#ZERO_TIMESTAMP} for the zero date.
  ///
  /// @param number the day in eight digits, the time of it in six
  /// @throws UnsupportedValueException for another day that does not exist
  static long timestamp(long number) {
    int day = date(number / CLOCK);
    return day == TemporalText.ZERO_DATE
        ? TemporalText.ZERO_TIMESTAMP
        : (day * SECONDS_PER_DAY + seconds(number % CLOCK)) * MICROS_PER_SECOND;
  }

  /// Microseconds from midnight.
  ///
  /// @throws UnsupportedValueException for a duration that is no time of day
  static long time(long number) {
    long seconds = seconds(number);
    if (number < 0 || seconds > SECONDS_PER_DAY) {
      throw TemporalText.noTimeOfDay(timeText(number));
    }
    return seconds * MICROS_PER_SECOND;
  }

  private static long seconds(long number) {
    return number / 10_000 * 3600 + number / 100 % 100 * 60 + number % 100;
  }

  static String dateText(long number) {
    return "%04d-%02d-%02d".formatted(number / 10_000, number / 100 % 100, number % 100);
  }

  static String timestampText(long number) {
    return dateText(number / CLOCK) + " " + timeText(number % CLOCK);
  }

  static String timeText(long number) {
    long clock = Math.abs(number);
    return (number < 0 ? "-" : "")
        + "%02d:%02d:%02d".formatted(clock / 10_000, clock / 100 % 100, clock % 100);
  }
}
