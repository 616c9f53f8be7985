package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Looks at what changes, at much less than the audit does: one point read a partition.
public final class HotState {
  /// Planned anew each time: a plan kept from when there were no partitions would not suit many.
  private static final String LOOK =
      """
      SELECT
        (SELECT count(*) FROM partition_state) AS partitions,
        (SELECT count(*) FROM log_partition p
           LEFT JOIN partition_state s ON s.part_id = p.part_id
           LEFT JOIN LATERAL (
             SELECT g.last_offset FROM segment g WHERE g.part_id = s.part_id
             ORDER BY g.last_offset DESC LIMIT 1) g ON true
           LEFT JOIN partition_floor f ON f.part_id = p.part_id
           LEFT JOIN publication u ON u.part_id = p.part_id
         WHERE p.topic IS NOT NULL
           AND (s.part_id IS NULL OR f.part_id IS NULL OR u.part_id IS NULL
             OR s.next_offset <> coalesce(g.last_offset + 1, f.removed_records, 0)))
          AS torn_partitions,
        (SELECT coalesce(sum(s.next_offset - u.next_offset), 0)
           FROM partition_state s JOIN publication u ON u.part_id = s.part_id)::bigint
          AS untold_records
      """;

  /// What a look found.
  ///
  /// @param tornPartitions whose next offset is not the end of their last segment, or that lack a
  ///     row of theirs; must be 0
  /// @param untoldRecords with an offset that log.commits has not told yet
  public record Look(long partitions, long tornPartitions, long untoldRecords) {}

  private final Transactions transactions;

  public HotState(Transactions transactions) {
    this.transactions = transactions;
  }

  public Look look() throws SQLException {
    return transactions.run(
        connection -> {
          try (Statement look = connection.createStatement();
              ResultSet row = look.executeQuery(LOOK)) {
            row.next();
            return new Look(
                row.getLong("partitions"),
                row.getLong("torn_partitions"),
                row.getLong("untold_records"));
          }
        });
  }
}
