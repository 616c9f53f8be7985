package dev.plimsoll.demo;

import dev.plimsoll.demo.report.DemoReport.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/// When each station was reached, counted from the command's start.
final class Stopwatch {
  enum Station {
    STACK,
    SERVICES,
    SOURCE,
    FIRST_PLAN,
    LOADED,
    BUILT,
    RECEIPT
  }

  private final long beginNanos;
  private final Map<Station, Duration> reached = new EnumMap<>(Station.class);

  /// Counts from the start of this process: what a person waited before the first line counts too.
  static Stopwatch ofThisProcess() {
    return new Stopwatch(
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(start -> Duration.between(start, Instant.now()))
            .filter(age -> !age.isNegative())
            .orElse(Duration.ZERO));
  }

  /// @param alreadyRun how long the process had run before
  Stopwatch(Duration alreadyRun) {
    this.beginNanos = System.nanoTime() - alreadyRun.toNanos();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beginNanos);
  }

  /// Only the first time counts.
  synchronized Duration reach(Station station) {
    return reached.computeIfAbsent(station, _ -> elapsed());
  }

  synchronized Timings timings() {
    return new Timings(
        millis(Station.STACK),
        millis(Station.SERVICES),
        millis(Station.SOURCE),
        millis(Station.FIRST_PLAN),
        millis(Station.LOADED),
        millis(Station.BUILT),
        millis(Station.RECEIPT));
  }

  private long millis(Station station) {
    Duration at = reached.get(station);
    return at == null ? -1 : at.toMillis();
  }
}
