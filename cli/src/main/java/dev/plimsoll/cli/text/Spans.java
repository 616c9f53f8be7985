package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as text.
public final class Spans {
  // Ten digits of days still fit into a Duration.
  private static final Pattern SPAN =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?:in)?)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private Spans() {}

  /// `4h`, `90m`, `1h30m`, `45s`, `500ms`; more than 0.
  ///
  /// @throws PlimsollException USAGE
  public static Duration parse(String text) {
    Matcher matcher = SPAN.matcher(text.strip());
    if (matcher.matches()) {
      Duration span =
          Duration.ofDays(number(matcher, 1))
              .plusHours(number(matcher, 2))
              .plusMinutes(number(matcher, 3))
              .plusSeconds(number(matcher, 4))
              .plusMillis(number(matcher, 5));
      if (span.isPositive()) {
        return span;
      }
    }
    throw PlimsollException.usage(
        "a length of time is like 4h, 1h30m, 90s or 500ms, not '" + text + "'");
  }

  private static long number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /// For example `7d` or `1h30m`.
  public static String write(Duration span) {
    StringBuilder text = new StringBuilder();
    append(text, span.toDays(), "d");
    append(text, span.toHoursPart(), "h");
    append(text, span.toMinutesPart(), "m");
    append(text, span.toSecondsPart(), "s");
    append(text, span.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long number, String unit) {
    if (number > 0) {
      text.append(number).append(unit);
    }
  }
}
