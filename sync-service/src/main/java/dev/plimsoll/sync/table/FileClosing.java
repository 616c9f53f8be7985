package dev.plimsoll.sync.table;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Time from a table's last row, as predicted by its recent speed, until its last file is
/// announced: its last row groups are encoded then, and their parts uploaded. It is learned from
/// the tables that this process has ended; how long a file itself takes to be closed says less,
/// since others are read beside it.
@Singleton
public final class FileClosing {
  // Before any table has ended.
  private static final Duration ASSUMED = Duration.ofMillis(300);
  // More is a wait for something else: a store that was away, a place among the readers.
  private static final Duration MOST = Duration.ofSeconds(5);
  // What was read within less has no speed to speak of.
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final double WEIGHT = 0.3;

  private double millis = ASSUMED.toMillis();

  /// A table has ended.
  ///
  /// @param rows all of its rows
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
