package dev.plimsoll.health.finding;

import dev.plimsoll.planning.sizing.SizeText;
import java.time.Duration;
import java.util.Locale;

/// Numbers of findings as text for people.
public final class FindingText {
  private FindingText() {}

  public static String bytes(long bytes) {
    return SizeText.bytes(bytes);
  }

  /// `1,234,567`.
  public static String count(double number) {
    return String.format(Locale.ROOT, "%,d", Math.round(number));
  }

  /// `7 d`, `3 d 4 h`, `2 h 5 min`, `12.3 s`.
  public static String span(Duration span) {
    long hours = span.toHours();
    return hours < 24
        ? SizeText.millis(span.toMillis())
        : hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }

  /// `83 %`.
  public static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  /// `1 row`, `2 rows`.
  public static String some(long number, String singular) {
    return count(number) + " " + singular + (number == 1 ? "" : "s");
  }
}
