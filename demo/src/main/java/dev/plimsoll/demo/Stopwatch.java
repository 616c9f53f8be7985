package dev.plimsoll.demo;

import dev.plimsoll.demo.report.DemoReport.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/// Stopwatch of the stations of a run, from the command's start.
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

  /// Counts from the start of this process, which includes a user's wait for the first line.
  static Stopwatch ofThisProcess() {
    return new Stopwatch(
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(start -> Duration.between(start, Instant.now()))
            .filter(age -> !age.isNegative())
            .orElse(Duration.ZERO));
  }

  Stopwatch(Duration alreadyRun) {
    this.beginNanos = System.nanoTime() - alreadyRun.toNanos();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - beginNanos);
  }

  /// Records the first time at a station and returns it.
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
