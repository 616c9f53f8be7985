package dev.plimsoll.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Amounts as people read them. Machines get plain integers in JSON instead.
public final class Amounts {
  private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Amounts() {}

  /// With commas between thousands, whatever the machine's locale.
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// A number of things, for example `1 file` or `2,000 files`.
  public static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /// In the largest binary unit that leaves 1 or more, with three digits; below 1 KiB in bytes.
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

  /// Below 1 s in ms, below a minute in seconds with a tenth, then minutes and hours.
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

  /// As [#duration(Duration)].
  public static String millis(long millis) {
    return duration(Duration.ofMillis(millis));
  }

  /// As [#duration(Duration)].
  public static String seconds(double seconds) {
    return millis(Math.round(seconds * 1_000));
  }

  /// What passed between two moments; empty where one of them has not come.
  public static String between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "" : duration(Duration.between(from, to));
  }

  /// A moment in UTC without fractions of its second; empty where it has not come.
  public static String moment(@Nullable Instant at) {
    return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// A bar and its percent, for example `####......  40 %`.
  ///
  /// @param full of the ten steps
  public static String bar(int full, double fraction) {
    return "%s%s %3d %%".formatted("#".repeat(full), ".".repeat(10 - full), percent(fraction));
  }

  /// For example `1 query` or `2,000 queries`.
  public static String queries(long queries) {
    return queries == 1 ? "1 query" : count(queries) + " queries";
  }

  /// Whole percent; 100 only when it is all, 0 only when it is nothing.
  ///
  /// @param fraction clamped to 0 to 1; NaN counts as 0
  public static int percent(double fraction) {
    if (!(fraction > 0)) {
      return 0;
    }
    if (fraction >= 1) {
      return 100;
    }
    return (int) Math.clamp(Math.round(fraction * 100), 1, 99);
  }

  /// Rows a second, rounded to what is steady: three digits.
  public static String perSecond(double rows) {
    if (!(rows >= 1)) {
      return "0/s";
    }
    double step = Math.max(1, Math.pow(10, Math.floor(Math.log10(rows)) - 2));
    return count(Math.round(rows / step) * (long) step) + "/s";
  }
}
