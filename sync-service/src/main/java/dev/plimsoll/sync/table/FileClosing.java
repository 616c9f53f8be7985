package dev.plimsoll.sync.table;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Time from a table's last row, as predicted by its speed, to the announcement of its last file:
/// the last row groups are encoded and uploaded then. Learned from the tables that this process
/// has read; the closing time of a single file says less, since others are read beside it.
@Singleton
public final class FileClosing {
  private static final Duration ASSUMED = Duration.ofMillis(300);
  // More is a wait for something else, such as an object store that was away.
  private static final Duration MOST = Duration.ofSeconds(5);
  // Shorter readings have no meaningful speed.
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final double WEIGHT = 0.3;

  private double millis = ASSUMED.toMillis();

  /// Learns from a table that has ended with so many rows.
  public synchronized void ended(ReadingPace pace, long rows, Instant now) {
    Instant since = pace.since();
    @Nullable Instant predicted = pace.closing(Duration.ZERO).reaches(rows, now);
    if (since == null || predicted == null || now.isBefore(since.plus(SHORT))) {
      return;
    }
    long late = Duration.between(predicted, now).toMillis();
    millis += (Math.clamp(late, 0, MOST.toMillis()) - millis) * WEIGHT;
  }

  public synchronized Duration time() {
    return Duration.ofMillis(Math.round(millis));
  }
}
