package dev.plimsoll.sync.table;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recent speed at which a table is read: a mean over counts of its rows that forgets the older
/// ones. It covers the last quarter of the time that the table has been read, but no less than the
/// last second: a reading that has just begun gets ever faster, and one that takes long sways.
///
/// @param since when rows were first counted; null before
/// @param at when they were counted last; null before
/// @param rows at that moment
/// @param rowsPerSecond 0 before there are two counts with rows between them
/// @param closing from its last row until its last file is announced; see {@link FileClosing}
public record ReadingPace(
    @Nullable Instant since,
    @Nullable Instant at,
    long rows,
    double rowsPerSecond,
    Duration closing) {
  static final ReadingPace NONE = new ReadingPace(null, null, 0, 0, Duration.ZERO);

  /// A reading that was not counted for this long stands still: a pause, a failure or a restart is
  /// no part of its speed, and nothing is predicted meanwhile. Counts come twice a second.
  static final Duration STILL = Duration.ofSeconds(15);

  // Six times the interval between counts.
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);

  private static final double MILLIS = 1_000.0;
  private static final double LEAST_MILLIS = 1_000.0;
  private static final double SHARE = 0.25;
  // An estimate of rows that is exceeded by this factor still counts as good.
  private static final double ESTIMATED = 1.01;

  private static final String STORE =
      """
      UPDATE extract_table
      SET read_since = ?, read_at = ?, read_rows = ?, read_rate = ?, read_closing_ms = ?
      WHERE id = ?
      """;

  /// With one count more.
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

  /// With another prediction of the time that closing its files takes.
  public ReadingPace closing(Duration time) {
    return new ReadingPace(since, at, rows, rowsPerSecond, time);
  }

  /// Speed at this moment; 0 where the last count is stale, however fast it was before.
  public double rowsPerSecond(Instant now) {
    return at == null || Duration.between(at, now).compareTo(STALE_AFTER) > 0 ? 0 : rowsPerSecond;
  }

  public void store(Connection connection, UUID tableId) throws SQLException {
    Sql.of(connection, STORE, since, at, rows, rowsPerSecond, closing.toMillis(), tableId).update();
  }

  /// When so many rows will be announced; null where that cannot be said.
  @Nullable Instant reaches(long whole, Instant now) {
    return at == null
            || rowsPerSecond == 0
            || whole * ESTIMATED < rows
            || Duration.between(at, now).compareTo(STILL) > 0
        ? null
        : at.plusMillis((long) (Math.max(0, whole - rows) / rowsPerSecond * MILLIS)).plus(closing);
  }
}
