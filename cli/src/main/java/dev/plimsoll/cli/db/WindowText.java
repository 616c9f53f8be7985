package dev.plimsoll.cli.db;

import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Maintenance windows as text, daily: `22:00+4h@Europe/Berlin`.
final class WindowText {
  private static final Pattern FORM = Pattern.compile("(\\d{2}:\\d{2})\\+([^@]+)@(.+)");

  private WindowText() {}

  static MaintenanceWindow parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw refused(text, "it is like 22:00+4h@Europe/Berlin");
    }
    try {
      return new MaintenanceWindow(
          LocalTime.parse(matcher.group(1)),
          Spans.parse(matcher.group(2)),
          ZoneId.of(matcher.group(3)));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw refused(text, String.valueOf(e.getMessage()));
    }
  }

  private static PlimsollException refused(String text, String why) {
    return PlimsollException.usage("not a window, '" + text + "': " + why);
  }

  static String write(MaintenanceWindow window) {
    return window.opens() + "+" + Spans.write(window.length()) + "@" + window.zone();
  }
}
