package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.UnsupportedValueException;
import java.nio.charset.StandardCharsets;

/// Parser of dates and times in MariaDB's text (`2024-02-29 12:00:00.000001`) into PostgreSQL's
/// epoch, 2000-01-01. Both use the proleptic Gregorian calendar.
///
/// MariaDB stores impossible days. `0000-00-00` becomes `-infinity`, which MariaDB lacks and which
/// sorts first, too; any other one is refused, never moved to another day.
final class TemporalText {
  static final int ZERO_DATE = Integer.MIN_VALUE;
  static final long ZERO_TIMESTAMP = Long.MIN_VALUE;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final int DATE_LENGTH = 10;
  private static final int FRACTION_DIGITS = 6;

  // From 0000-03-01 to 2000-01-01.
  private static final int DAYS_YEAR_ZERO_TO_2000 = 730_425;

  private static final int[] DAYS_IN_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private TemporalText() {}

  /// Days from 2000-01-01; {@link #ZERO_DATE} for the zero date.
  ///
  /// @throws UnsupportedValueException for another day that does not exist
  static int date(byte[] text) {
    return day(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
  }

  /// As {@link #date}, from its parts.
  static int day(int year, int month, int day) {
    if (year == 0 && month == 0 && day == 0) {
      return ZERO_DATE;
    }
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      throw new UnsupportedValueException(
          "the date %04d-%02d-%02d, which does not exist".formatted(year, month, day));
    }
    // Years begin in March, so that the leap day is the last.
    int shiftedYear = month <= 2 ? year - 1 : year;
    int monthFromMarch = (month + 9) % 12;
    int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    return 365 * shiftedYear
        + Math.floorDiv(shiftedYear, 4)
        - Math.floorDiv(shiftedYear, 100)
        + Math.floorDiv(shiftedYear, 400)
        + dayOfYear
        - DAYS_YEAR_ZERO_TO_2000;
  }

  private static int daysIn(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS_IN_MONTH[month - 1];
  }

  /// Microseconds from 2000-01-01; {@link #ZERO_TIMESTAMP} for the zero date.
  ///
  /// @throws UnsupportedValueException for another day that does not exist
  static long timestamp(byte[] text) {
    int day = date(text);
    if (day == ZERO_DATE) {
      return ZERO_TIMESTAMP;
    }
    return day * MICROS_PER_DAY + clock(text, DATE_LENGTH + 1, 2);
  }

  /// Microseconds from midnight.
  ///
  /// @throws UnsupportedValueException for a duration that is no time of day: MariaDB's `time` goes
  ///     from -838:59:59 to 838:59:59
  static long time(byte[] text) {
    int hourDigits = 0;
    while (hourDigits < text.length && text[hourDigits] != ':') {
      hourDigits++;
    }
    if (text[0] != '-' && hourDigits <= 3) {
      long micros = clock(text, 0, hourDigits);
      if (micros <= MICROS_PER_DAY) {
        return micros;
      }
    }
    throw noTimeOfDay(new String(text, StandardCharsets.US_ASCII));
  }

  static UnsupportedValueException noTimeOfDay(String time) {
    return new UnsupportedValueException("the time " + time + ", which no day has");
  }

  private static long clock(byte[] text, int from, int hourDigits) {
    int position = from + hourDigits;
    long seconds =
        number(text, from, hourDigits) * 3600L
            + number(text, position + 1, 2) * 60L
            + number(text, position + 4, 2);
    position += 6;
    long micros = 0;
    if (position < text.length) {
      int digits = text.length - position - 1;
      micros = number(text, position + 1, digits);
      for (int i = digits; i < FRACTION_DIGITS; i++) {
        micros *= 10;
      }
    }
    return seconds * MICROS_PER_SECOND + micros;
  }

  private static int number(byte[] text, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException(
            "no date or time: " + new String(text, StandardCharsets.US_ASCII));
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
