package dev.plimsoll.materializer.flow;

import dev.plimsoll.offsetlog.backlog.LogBacklog;
import java.time.Duration;
import java.util.Optional;

/// The state of the gate. It closes at a limit and opens at half of it, so as not to flutter.
///
/// ```mermaid
/// stateDiagram-v2
///   Open --> Closed: more than a limit waits, or for longer
///   Closed --> Open: less than half of both
/// ```
sealed interface GateState {
  /// Part of a limit at which it opens.
  double OPENS_AT = 0.5;

  /// The state after a look.
  ///
  /// @param nowNanos of a monotonic clock
  GateState after(LogBacklog backlog, Limits limits, long nowNanos);

  /// @param age waiting time of the oldest batch
  record Limits(long batches, Duration age) {
    private Optional<String> exceeded(LogBacklog backlog) {
      if (backlog.batches() > batches) {
        return Optional.of(
            "%d batches wait for offsets, the limit is %d".formatted(backlog.batches(), batches));
      }
      if (backlog.oldest().compareTo(age) > 0) {
        return Optional.of(
            "a batch has waited %d s for its offset, the limit is %d s"
                .formatted(backlog.oldest().toSeconds(), age.toSeconds()));
      }
      return Optional.empty();
    }

    private boolean hasRoom(LogBacklog backlog) {
      return backlog.batches() <= batches * OPENS_AT
          && backlog.oldest().toNanos() <= age.toNanos() * OPENS_AT;
    }
  }

  record Open() implements GateState {
    @Override
    public GateState after(LogBacklog backlog, Limits limits, long nowNanos) {
      return limits
          .exceeded(backlog)
          .<GateState>map(reason -> new Closed(reason, backlog, nowNanos, Closed.UNKNOWN))
          .orElse(this);
    }
  }

  /// @param atClosing the backlog when it closed
  /// @param retryAfter estimate by its speed since then
  record Closed(String reason, LogBacklog atClosing, long sinceNanos, Duration retryAfter)
      implements GateState {
    static final Duration UNKNOWN = Duration.ofSeconds(5);
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public GateState after(LogBacklog backlog, Limits limits, long nowNanos) {
      if (limits.hasRoom(backlog)) {
        return new Open();
      }
      return new Closed(
          limits.exceeded(backlog).orElse(reason),
          atClosing,
          sinceNanos,
          retryAfter(backlog, limits, nowNanos - sinceNanos));
    }

    private Duration retryAfter(LogBacklog backlog, Limits limits, long elapsedNanos) {
      double done = atClosing.batches() - backlog.batches();
      double left = backlog.batches() - limits.batches() * OPENS_AT;
      if (done <= 0 || left <= 0) {
        return UNKNOWN;
      }
      double nanos = elapsedNanos * (left / done);
      return Duration.ofNanos(
          (long) Math.clamp(nanos, (double) SHORTEST.toNanos(), (double) LONGEST.toNanos()));
    }
  }
}
