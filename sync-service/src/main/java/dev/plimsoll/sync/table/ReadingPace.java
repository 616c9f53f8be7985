package dev.plimsoll.sync.table;

import dev.plimsoll.postgres.statement.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recent reading speed of a table: a mean over row counts that forgets old ones. It covers the
/// last quarter of the reading time, and at least the last second: a new reading speeds up, a long
/// one fluctuates.
///
/// @param since first count; null before
/// @param at last count; null before
/// @param rowsPerSecond 0 until two counts differ
/// @param closing see [FileClosing]
public record ReadingPace(
    @Nullable Instant since,
    @Nullable Instant at,
    long rows,
    double rowsPerSecond,
    Duration closing) {
  static final ReadingPace NONE = new ReadingPace(null, null, 0, 0, Duration.ZERO);

  /// Reading that was not counted for so long stands still: a pause, failure or restart is no part
  /// of its speed. Counts come twice a second.
  static final Duration STILL = Duration.ofSeconds(15);

  // Six times the interval between counts.
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);

  private static final double MILLIS = 1_000.0;
  private static final double LEAST_MILLIS = 1_000.0;
  private static final double SHARE = 0.25;
  // Tolerance by which the estimated rows may be exceeded.
  private static final double ESTIMATED = 1.01;

  private static final String STORE =
      """
      UPDATE extract_table
      SET read_since = ?, read_at = ?, read_rows = ?, read_rate = ?, read_closing_ms = ?
      WHERE id = ?
      """;

  public ReadingPace told(Instant now, long count) {
    if (count == rows) {
      return this;
    }
    if (since == null || at == null || count < rows || now.isAfter(at.plus(STILL))) {
      return new ReadingPace(now, now, count, 0, closing);
    }
    double millis = Math.max(1, Duration.between(at, now).toMillis());
    double whole = Math.max(millis, Duration.between(since, now).toMillis());
    double weight = Math.min(1, millis / Math.min(whole, Math.max(LEAST_MILLIS, whole * SHARE)));
    double rate = (count - rows) * MILLIS / millis;
    double ofLate = rowsPerSecond + (rate - rowsPerSecond) * weight;
    return new ReadingPace(since, now, count, ofLate, closing);
  }

  public ReadingPace closing(Duration time) {
    return new ReadingPace(since, at, rows, rowsPerSecond, time);
  }

  /// Present speed; 0 if the last count is stale.
  public double rowsPerSecond(Instant now) {
    return at == null || Duration.between(at, now).compareTo(STALE_AFTER) > 0 ? 0 : rowsPerSecond;
  }

  public void store(Connection connection, UUID tableId) throws SQLException {
    Sql.of(connection, STORE, since, at, rows, rowsPerSecond, closing.toMillis(), tableId).update();
  }

  /// Predicted time at which so many rows are announced; null if unknown.
  @Nullable Instant reaches(long whole, Instant now) {
    return at == null
            || rowsPerSecond == 0
            || whole * ESTIMATED < rows
            || Duration.between(at, now).compareTo(STILL) > 0
        ? null
        : at.plusMillis((long) (Math.max(0, whole - rows) / rowsPerSecond * MILLIS)).plus(closing);
  }

  /// Time from a table's last row, as predicted by its speed, to the announcement of its last file:
  /// the last row groups are encoded and uploaded then. Learned from the tables that this process
  /// has read; the closing time of a single file says less, since others are read beside it.
  @Singleton
  public static final class FileClosing {
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
}
