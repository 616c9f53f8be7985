package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.increment.ColumnWatch;
import dev.plimsoll.connector.increment.Observation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Guard against rows that are committed late: finds how far a column may be read without passing
/// one. That is a value that was seen, once every transaction has ended that was open then.
final class LateCommitGuard {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  // InnoDB renews its list of transactions every 100 ms at most.
  private static final Duration PAUSE = Duration.ofMillis(125);

  private final ColumnWatch watch;

  LateCommitGuard(ColumnWatch watch) {
    this.watch = watch;
  }

  /// @param high up to which may be read; null where nothing new may be
  /// @param pending remembered for the next time; null where nothing is left
  /// @param waitsFor what keeps `high` from reaching further; null for nothing
  record Safe(@Nullable String high, @Nullable Observation pending, @Nullable String waitsFor) {}

  /// @param low beyond which it looks; null for the first row
  /// @param before what an earlier call has left pending
  Safe find(@Nullable String low, @Nullable Observation before) throws SQLException {
    Optional<Observation> seen = watch.observe(low);
    if (seen.isEmpty()) {
      // Nothing is beyond the watermark, whatever was seen earlier.
      return new Safe(null, null, null);
    }
    Awaited awaited = awaitEnd(seen.get());
    Observation latest = awaited.seen();
    Set<String> inTheWay = awaited.inTheWay();
    if (inTheWay.isEmpty()) {
      return new Safe(latest.value(), null, null);
    }
    String waitsFor =
        "rows up to %s may still be added by transactions that are open: %s"
            .formatted(latest.value(), String.join(", ", inTheWay));
    if (before == null) {
      return new Safe(null, latest, waitsFor);
    }
    ColumnWatch.Now now = watch.now();
    Observation earlier = before.after(now);
    return earlier.hasPassed(now.xmin()) && (low == null || watch.isBeyond(earlier.value(), low))
        ? new Safe(earlier.value(), latest, waitsFor)
        : new Safe(null, earlier, waitsFor);
  }

  /// @param inTheWay transactions that have not ended in time
  private record Awaited(Observation seen, Set<String> inTheWay) {}

  private Awaited awaitEnd(Observation first) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Observation seen = first;
    while (true) {
      ColumnWatch.Now now = watch.now();
      seen = seen.after(now);
      if (seen.hasPassed(now.xmin())) {
        return new Awaited(seen, Set.of());
      }
      if (System.nanoTime() > deadline) {
        return new Awaited(seen, now.inTheWayOf(seen));
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted", e);
      }
    }
  }
}
