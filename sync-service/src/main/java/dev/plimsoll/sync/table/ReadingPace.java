package dev.plimsoll.sync.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Speed at which a table is read, of late: a mean over counts of its rows that forgets the older
/// ones. It is of the last quarter of the time that the table has been read, but of no less than
/// the last second: what has just been started reads ever faster, and what has been read for long
/// sways.
///
/// @param since when rows were first told of; null before
/// @param at when their number was told of last; null before
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

  /// What is told twice a second and was not for this long stands still: a pause, a failure or a
  /// restart is no part of its speed, and nothing is foreseen meanwhile.
  static final Duration STILL = Duration.ofSeconds(15);

  // Six times as long as from one count to the next.
  private static final Duration STALE_AFTER = Duration.ofSeconds(3);

  private static final double MILLIS = 1_000.0;
  private static final double LEAST_MILLIS = 1_000.0;
  private static final double SHARE = 0.25;
  // By so much more than it says an estimate of rows is still taken for a good one.
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

  /// Where closing its files is predicted to take so long.
  public ReadingPace closing(Duration time) {
    return new ReadingPace(since, at, rows, rowsPerSecond, time);
  }

  /// Speed at this moment: what was not told of for so long does not move, however fast it was.
  public double rowsPerSecond(Instant now) {
    return at == null || Duration.between(at, now).compareTo(STALE_AFTER) > 0 ? 0 : rowsPerSecond;
  }

  public void store(Connection connection, UUID tableId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORE)) {
      statement.setObject(1, since == null ? null : since.atOffset(ZoneOffset.UTC));
      statement.setObject(2, at == null ? null : at.atOffset(ZoneOffset.UTC));
      statement.setLong(3, rows);
      statement.setDouble(4, rowsPerSecond);
      statement.setLong(5, closing.toMillis());
      statement.setObject(6, tableId);
      statement.executeUpdate();
    }
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
