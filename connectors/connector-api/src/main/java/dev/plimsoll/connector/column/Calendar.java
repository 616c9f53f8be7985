package dev.plimsoll.connector.column;

/// Dates and times converted between PostgreSQL's epoch (2000-01-01) and Unix' (1970-01-01), and
/// their text under `DateStyle ISO` and `TimeZone UTC`. Both calendars are proleptic Gregorian;
/// text before the year 1 ends with `BC`.
final class Calendar {
  static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int DAYS_1970_TO_2000 = 10_957;
  private static final long MICROS_1970_TO_2000 = DAYS_1970_TO_2000 * MICROS_PER_DAY;

  // Days from 0000-03-01 to 2000-01-01.
  private static final long DAYS_YEAR_ZERO_TO_2000 = 730_425L;
  private static final long DAYS_PER_ERA = 146_097L;

  // 0001-01-01 and 9999-12-31.
  private static final long FIRST_DAY = -730_119;
  private static final long LAST_DAY = 2_921_939;

  private Calendar() {}

  /// Infinity becomes the largest number, minus infinity its negative. No finite date is near them.
  static int toUnixDay(int day) {
    return switch (day) {
      case Integer.MAX_VALUE -> day;
      case Integer.MIN_VALUE -> -Integer.MAX_VALUE;
      default -> day + DAYS_1970_TO_2000;
    };
  }

  /// Files of earlier versions have the smallest number for minus infinity.
  static int fromUnixDay(int day) {
    return switch (day) {
      case Integer.MAX_VALUE -> day;
      case Integer.MIN_VALUE, -Integer.MAX_VALUE -> Integer.MIN_VALUE;
      default -> day - DAYS_1970_TO_2000;
    };
  }

  /// Infinity becomes the largest number, minus infinity its negative. Counted from 1970, the last
  /// thirty of PostgreSQL's 294,276 years overflow and wrap around into unused numbers. Three
  /// microseconds would collide with infinity: they take free numbers, so no value is lost.
  static long toUnixMicros(long micros) {
    if (isInfinite(micros)) {
      return micros > 0 ? Long.MAX_VALUE : -Long.MAX_VALUE;
    }
    long unix = micros + MICROS_1970_TO_2000;
    return isTaken(unix) ? unix + MICROS_1970_TO_2000 : unix;
  }

  /// Files of earlier versions have the smallest number for minus infinity.
  static long fromUnixMicros(long unix) {
    if (isTaken(unix)) {
      return unix > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    long micros = unix - MICROS_1970_TO_2000;
    return isTaken(micros) ? micros - MICROS_1970_TO_2000 : micros;
  }

  private static boolean isTaken(long unix) {
    return isInfinite(unix) || unix == -Long.MAX_VALUE;
  }

  /// Whether Parquet readers disagree on a day.
  static boolean isSpecialDay(int day) {
    return day < FIRST_DAY || day > LAST_DAY;
  }

  static boolean isSpecialMoment(long micros) {
    return micros < FIRST_DAY * MICROS_PER_DAY || micros >= (LAST_DAY + 1) * MICROS_PER_DAY;
  }

  static boolean isInfinite(int day) {
    return day == Integer.MAX_VALUE || day == Integer.MIN_VALUE;
  }

  static boolean isInfinite(long micros) {
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
  }

  static void date(int day, ByteBuilder out) {
    if (isInfinite(day)) {
      infinity(day > 0, out);
    } else if (day(day, out)) {
      out.putAscii(" BC");
    }
  }

  static void timestamp(long micros, boolean withZone, ByteBuilder out) {
    if (isInfinite(micros)) {
      infinity(micros > 0, out);
      return;
    }
    boolean beforeChrist = day(Math.floorDiv(micros, MICROS_PER_DAY), out);
    out.putByte(' ');
    time(Math.floorMod(micros, MICROS_PER_DAY), out);
    if (withZone) {
      out.putAscii("+00");
    }
    if (beforeChrist) {
      out.putAscii(" BC");
    }
  }

  /// @param micros since midnight, 0 to 86,400,000,000 (written `24:00:00`)
  static void time(long micros, ByteBuilder out) {
    long seconds = micros / 1_000_000;
    out.putPadded(seconds / 3600, 2);
    out.putByte(':');
    out.putPadded(seconds / 60 % 60, 2);
    out.putByte(':');
    out.putPadded(seconds % 60, 2);
    long fraction = micros % 1_000_000;
    if (fraction > 0) {
      int digits = 6;
      while (fraction % 10 == 0) {
        fraction /= 10;
        digits--;
      }
      out.putByte('.');
      out.putPadded(fraction, digits);
    }
  }

  private static void infinity(boolean positive, ByteBuilder out) {
    out.putAscii(positive ? "infinity" : "-infinity");
  }

  // Years begin in March, so that the leap day is their last; an era has 400 years.
  private static boolean day(long day, ByteBuilder out) {
    long shifted = day + DAYS_YEAR_ZERO_TO_2000;
    long era = Math.floorDiv(shifted, DAYS_PER_ERA);
    long dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
    long yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / (DAYS_PER_ERA - 1)) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    boolean beforeChrist = year <= 0;
    out.putPadded(beforeChrist ? 1 - year : year, 4);
    out.putByte('-');
    out.putPadded(month, 2);
    out.putByte('-');
    out.putPadded(dayOfMonth, 2);
    return beforeChrist;
  }
}
