package dev.plimsoll.vectors;

import dev.plimsoll.contracts.search.SearchMethod;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// Counts and times of searches since this process began. Thread-safe.
public final class SearchStatistics {
  private static final int REMEMBERED = 1_000;

  private final Map<SearchMethod, Times> times = new EnumMap<>(SearchMethod.class);
  private long failed;

  synchronized void add(SearchAnswer answer) {
    times
        .computeIfAbsent(answer.plan().method(), _ -> new Times())
        .add(answer.elapsed().toNanos(), answer.plan().workers());
  }

  synchronized void addFailed() {
    failed++;
  }

  /// Searches that failed or were cancelled.
  public synchronized long failed() {
    return failed;
  }

  /// By the way that was taken; those never taken are left out.
  public synchronized Map<SearchMethod, Summary> byMethod() {
    Map<SearchMethod, Summary> summaries = new EnumMap<>(SearchMethod.class);
    times.forEach((method, seen) -> summaries.put(method, seen.summary()));
    return summaries;
  }

  /// @param searches how many
  /// @param workers mean
  /// @param median of the last 1000
  /// @param p99 99 of 100 of the last 1000 took at most this
  public record Summary(long searches, double workers, Duration median, Duration p99) {}

  private static final class Times {
    private final long[] last = new long[REMEMBERED];
    private long searches;
    private long workers;

    private void add(long nanos, int ofWorkers) {
      last[(int) (searches % REMEMBERED)] = nanos;
      searches++;
      workers += ofWorkers;
    }

    private Summary summary() {
      int known = (int) Math.min(searches, REMEMBERED);
      long[] sorted = Arrays.copyOf(last, known);
      Arrays.sort(sorted);
      return new Summary(
          searches,
          (double) workers / searches,
          Duration.ofNanos(sorted[known / 2]),
          Duration.ofNanos(sorted[Math.min(known - 1, known * 99 / 100)]));
    }
  }
}
