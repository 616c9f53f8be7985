package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A cheap look at what changes: a point read for each partition, round robin by slices.
public final class HotState {
  /// Partitions of one look, once all were seen.
  public static final int SLICE = 4_000;

  /// Planned anew each time: a plan from when there were no partitions would not suit many.
  private static final String LOOK =
      """
      SELECT max(d.part_id) AS last, count(*) AS looked_at, count(*) FILTER (WHERE d.has_state)
          AS partitions,
        count(*) FILTER (WHERE d.torn) AS torn_partitions,
        coalesce(sum(d.unpublished), 0)::bigint AS unpublished_records
      FROM (
        SELECT p.part_id, s.part_id IS NOT NULL AS has_state,
          p.topic IS NOT NULL
            AND (s.part_id IS NULL OR f.part_id IS NULL OR u.part_id IS NULL
              OR s.next_offset <> coalesce(g.last_offset + 1, f.removed_records, 0)) AS torn,
          s.next_offset - u.next_offset AS unpublished
        FROM (SELECT part_id, topic FROM log_partition
              WHERE part_id > %d ORDER BY part_id LIMIT %d) p
        LEFT JOIN LATERAL (
          SELECT * FROM partition_state s WHERE s.part_id = p.part_id LIMIT 1) s ON true
        LEFT JOIN LATERAL (
          SELECT * FROM partition_start f WHERE f.part_id = p.part_id LIMIT 1) f ON true
        LEFT JOIN LATERAL (
          SELECT * FROM publication u WHERE u.part_id = p.part_id LIMIT 1) u ON true
        LEFT JOIN LATERAL (
          SELECT g.last_offset FROM segment g WHERE g.part_id = s.part_id
          ORDER BY g.last_offset DESC LIMIT 1) g ON true) d
      """;

  /// The result of a look.
  ///
  /// @param tornPartitions whose next offset is not the end of their last segment, or without one
  ///     of their rows; must be 0
  /// @param unpublishedRecords with an offset that log.commits has not published
  public record Look(long partitions, long tornPartitions, long unpublishedRecords) {
    static final Look NOTHING = new Look(0, 0, 0);

    private Look plus(Look other) {
      return new Look(
          partitions + other.partitions,
          tornPartitions + other.tornPartitions,
          unpublishedRecords + other.unpublishedRecords);
    }

    /// Torn partitions are reported at once, and for a whole round.
    private Look atLeastTorn(long torn) {
      return new Look(partitions, Math.max(tornPartitions, torn), unpublishedRecords);
    }
  }

  private final Transactions transactions;
  private final int slice;
  private @Nullable Look whole;
  private Look part = Look.NOTHING;
  private int lookedUpTo;

  /// @param slice partitions of one look, such as [#SLICE]
  public HotState(Transactions transactions, int slice) {
    this.transactions = transactions;
    this.slice = slice;
  }

  /// The first look sees all partitions, each later one the next slice.
  public synchronized Look look() throws SQLException {
    do {
      lookOn();
    } while (whole == null);
    return Objects.requireNonNull(whole).atLeastTorn(part.tornPartitions());
  }

  private record Seen(Look look, int last, int lookedAt) {}

  private void lookOn() throws SQLException {
    Seen seen =
        transactions.run(
            connection -> {
              try (Statement look = connection.createStatement();
                  ResultSet row = look.executeQuery(LOOK.formatted(lookedUpTo, slice))) {
                row.next();
                return new Seen(
                    new Look(
                        row.getLong("partitions"),
                        row.getLong("torn_partitions"),
                        row.getLong("unpublished_records")),
                    row.getInt("last"),
                    row.getInt("looked_at"));
              }
            });
    part = part.plus(seen.look());
    lookedUpTo = seen.last();
    if (seen.lookedAt() < slice) {
      whole = part;
      part = Look.NOTHING;
      lookedUpTo = 0;
    }
  }
}
