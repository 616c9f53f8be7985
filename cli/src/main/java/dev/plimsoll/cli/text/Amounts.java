package dev.plimsoll.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Amounts for people. JSON has plain integers instead.
public final class Amounts {
  private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Amounts() {}

  /// Thousands separated by commas, in every locale.
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// For example `1 file` or `2,000 files`.
  public static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /// Three digits in the largest binary unit of 1 or more; bytes below 1 KiB.
  public static String bytes(long bytes) {
    if (Math.abs(bytes) < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (Math.abs(value) >= 1023.5 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    String form =
        Math.abs(value) < 9.995 ? "%.2f %s" : Math.abs(value) < 99.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, form, value, BINARY[unit]);
  }

  /// Milliseconds below 1 s, tenths of a second below 1 min, then minutes and hours.
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    long seconds = Math.round(millis / 1_000.0);
    if (seconds < 3_600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    return "%d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60);
  }

  public static String millis(long millis) {
    return duration(Duration.ofMillis(millis));
  }

  public static String seconds(double seconds) {
    return millis(Math.round(seconds * 1_000));
  }

  /// Empty where a moment is null.
  public static String between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "" : duration(Duration.between(from, to));
  }

  /// UTC in whole seconds; empty for null.
  public static String moment(@Nullable Instant at) {
    return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// Bar of ten steps with its percentage, for example `####......  40 %`.
  public static String bar(int full, double fraction) {
    return "%s%s %3d %%".formatted("#".repeat(full), ".".repeat(10 - full), percent(fraction));
  }

  /// For example `1 query` or `2,000 queries`.
  public static String queries(long queries) {
    return queries == 1 ? "1 query" : count(queries) + " queries";
  }

  /// Whole percent of a fraction, which is clamped to 0 to 1; 100 only for all, 0 only for nothing
  /// and NaN.
  public static int percent(double fraction) {
    if (!(fraction > 0)) {
      return 0;
    }
    if (fraction >= 1) {
      return 100;
    }
    return (int) Math.clamp(Math.round(fraction * 100), 1, 99);
  }

  /// Rows a second, rounded to three digits.
  public static String perSecond(double rows) {
    if (!(rows >= 1)) {
      return "0/s";
    }
    double step = Math.max(1, Math.pow(10, Math.floor(Math.log10(rows)) - 2));
    return count(Math.round(rows / step) * (long) step) + "/s";
  }
}
