package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.cli.text.Amounts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Texts of figures whose names end in their unit: `cpuSeconds`, `temporaryBytes`.
final class Figures {
  private static final String SECONDS = "Seconds";
  private static final String BYTES = "Bytes";

  private Figures() {}

  /// Names of all figures of the results, sorted.
  static List<String> names(List<Result> results) {
    return results.stream()
        .flatMap(result -> result.figures().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  static String times(double multiple) {
    return Double.isNaN(multiple) ? "-" : String.format(Locale.ROOT, "%.2f", multiple);
  }

  static String seconds(double seconds) {
    return Amounts.duration(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  static String title(String name) {
    String words = name.replace(SECONDS, "").replace(BYTES, "");
    return words.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  static String text(String name, @Nullable Double value) {
    if (value == null || value.isNaN()) {
      return "-";
    }
    if (name.endsWith(BYTES)) {
      return Amounts.bytes(Math.round(value));
    }
    if (name.endsWith(SECONDS)) {
      return String.format(Locale.ROOT, "%.1f s", value);
    }
    // A median of counts is a count, or half of one.
    return value == Math.rint(value)
        ? Amounts.count(Math.round(value))
        : String.format(Locale.ROOT, "%,.1f", value);
  }
}
