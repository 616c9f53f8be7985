package dev.plimsoll.materializer.parsing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Fast parser for UTC times such as `2026-01-02T03:04:05Z`, with up to nine fractional digits.
final class UtcTime {
  private static final int SHORTEST = "2026-01-02T03:04:05Z".length();
  private static final int MOST_DIGITS = 9;
  private static final int HOURS = 24;
  private static final int SIXTY = 60;

  private UtcTime() {}

  /// @return null for any other form, even of a valid time
  static @Nullable Instant read(char[] text, int from, int length) {
    int last = from + length - 1;
    if (length < SHORTEST
        || text[from + 4] != '-'
        || text[from + 7] != '-'
        || text[from + 10] != 'T'
        || text[from + 13] != ':'
        || text[from + 16] != ':'
        || text[last] != 'Z') {
      return null;
    }
    int hour = digits(text, from + 11, 2);
    int minute = digits(text, from + 14, 2);
    int second = digits(text, from + 17, 2);
    int nanos = fraction(text, from + 19, last);
    if (Math.min(Math.min(hour, minute), Math.min(second, nanos)) < 0
        || hour >= HOURS
        || minute >= SIXTY
        || second >= SIXTY) {
      return null;
    }
    int year = digits(text, from, 4);
    int month = digits(text, from + 5, 2);
    int day = digits(text, from + 8, 2);
    try {
      long days = LocalDate.of(year, month, day).toEpochDay();
      long seconds = ((days * HOURS + hour) * SIXTY + minute) * SIXTY + second;
      return year < 0 ? null : Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /// @param to index of the `Z`
  /// @return nanoseconds; -1 if malformed
  private static int fraction(char[] text, int from, int to) {
    if (from == to) {
      return 0;
    }
    int count = to - from - 1;
    if (text[from] != '.' || count < 1 || count > MOST_DIGITS) {
      return -1;
    }
    int nanos = digits(text, from + 1, count);
    for (int i = count; i < MOST_DIGITS && nanos > 0; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  /// @return -1 for other characters
  private static int digits(char[] text, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
