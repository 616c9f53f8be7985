package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.PackedBatches;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// Gives offsets: one transaction a run, of one lane.
///
/// The locks are statements of their own, and what is computed is what the next statement reads:
/// rows locked and joined in one statement are silently dropped by PostgreSQL 18.0 and 18.1, and
/// on every version only the locked row itself is read anew after a wait. A lane holds whole
/// partitions, since neighbours given to two workers would lose their producer's order.
///
/// The lane only says who works; what offsets rest on is the partitions' own locks, taken in one
/// order. A worker that freezes in the middle is ended by the server, and its lane is another's.
public final class OffsetAssignment {
  /// It goes round: lanes behind the last one taken come first, so that none starves.
  private static final String CLAIM =
      """
      SELECT l.lane FROM lane l
      CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', '10s', true)) frozen
      WHERE (SELECT m.manifest_id FROM manifest m WHERE m.lane = l.lane
             ORDER BY m.manifest_id LIMIT 1) IS NOT NULL
      ORDER BY l.lane <= ?, l.lane
      LIMIT 1
      FOR UPDATE OF l SKIP LOCKED
      """;

  private static final String LOOK =
      """
      SELECT m.manifest_id, m.batch_count, m.part_ids FROM manifest m
      WHERE m.lane = ? ORDER BY m.manifest_id LIMIT ?
      """;

  private static final String LOCK =
      """
      SELECT s.part_id, s.next_offset FROM partition_state s
      WHERE s.part_id = ANY (?) ORDER BY s.part_id FOR UPDATE
      """;

  /// Takes the rows that were looked at, numbers their batches along each partition and packs them.
  /// A segment holds at most so many, so that reading one batch never unpacks more.
  ///
  /// It joins nothing but tables by their keys: how long an array is, the planner cannot know, and
  /// two of 4,000 elements each would be compared one by one. First comes how many rows were taken,
  /// then of each partition where it stands now, and its segments.
  private static final String ASSIGN =
      """
      WITH taken AS (
        DELETE FROM manifest m WHERE m.lane = ? AND m.manifest_id = ANY (?) RETURNING m.*
      ), placed AS (
        SELECT b.*, (row_number() OVER along - 1) / %1$d AS piece,
          s.next_offset + (sum(b.record_count) OVER along)::bigint AS end_offset
        FROM taken t
        CROSS JOIN LATERAL ROWS FROM (
          unnest(t.part_ids), unnest(t.record_counts), unnest(t.producer_ids),
          unnest(t.producer_epochs), unnest(t.sequences), unnest(t.buckets),
          unnest(t.object_keys), unnest(t.byte_offsets), unnest(t.byte_lengths),
          unnest(t.max_timestamps_micros)) WITH ORDINALITY
          AS b (part_id, record_count, producer_id, epoch, sequence, bucket, object_key,
                byte_offset, byte_length, max_timestamp, place)
        JOIN partition_state s ON s.part_id = b.part_id
        WINDOW along AS (PARTITION BY b.part_id ORDER BY t.manifest_id, b.place)
      ), advanced AS (
        UPDATE partition_state s
        SET next_offset = p.end_offset, batches = s.batches + p.batches
        FROM (SELECT part_id, max(end_offset) AS end_offset, count(*) AS batches
              FROM placed GROUP BY part_id) p
        WHERE s.part_id = p.part_id
        RETURNING s.part_id, s.next_offset
      ), stored AS (
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, %2$s)
        SELECT part_id, max(end_offset) - 1, min(end_offset - record_count), count(*),
          array_agg(record_count ORDER BY end_offset), array_agg(producer_id ORDER BY end_offset),
          array_agg(epoch ORDER BY end_offset), array_agg(sequence ORDER BY end_offset),
          array_agg(bucket ORDER BY end_offset), array_agg(object_key ORDER BY end_offset),
          array_agg(byte_offset ORDER BY end_offset), array_agg(byte_length ORDER BY end_offset),
          array_agg(max_timestamp ORDER BY end_offset)
        FROM placed GROUP BY part_id, piece
        RETURNING part_id, base_offset, last_offset, record_counts
      )
      SELECT NULL::int AS part_id, NULL::bigint AS base_offset, count(*) AS reached,
        NULL::bigint[] AS record_counts
      FROM taken
      UNION ALL
      SELECT part_id, NULL, next_offset, NULL FROM advanced
      UNION ALL
      SELECT part_id, base_offset, last_offset + 1, record_counts FROM stored
      ORDER BY part_id NULLS FIRST, base_offset NULLS FIRST
      """
          .formatted(PackedBatches.MOST_IN_A_SEGMENT, PackedBatches.COLUMNS);

  /// Rows of the manifest that one run looks at.
  private static final int DEEPEST = 1_024;

  private final Transactions transactions;
  private final int batchesPerRun;

  /// @param batchesPerRun after which a transaction takes no further manifest row, 1 or more
  public OffsetAssignment(Transactions transactions, int batchesPerRun) {
    this.transactions = transactions;
    this.batchesPerRun = batchesPerRun;
  }

  /// Claims a lane where something waits and that is free, and gives offsets to the oldest there.
  ///
  /// @param startAfter the lane behind which to begin; -1 for the first
  /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
  ///     it; either way the next run goes on from what is stored
  /// @throws PlimsollException CHECK_FAILED when what came out is not what went in; nothing is
  ///     assigned
  public AssignedRun run(int startAfter) throws SQLException {
    return transactions.run(
        connection -> {
          OptionalInt claimed = claim(connection, startAfter);
          if (claimed.isEmpty()) {
            return new AssignedRun(0, 0, 0, startAfter);
          }
          int lane = claimed.getAsInt();
          Due due = look(connection, lane);
          if (due.isEmpty()) {
            return new AssignedRun(0, 0, 0, lane);
          }
          Map<Integer, Long> offsets = lock(connection, due.partIds());
          long records = assign(connection, lane, due, offsets);
          return new AssignedRun(offsets.size(), due.batches(), records, lane);
        });
  }

  private static OptionalInt claim(Connection connection, int startAfter) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setInt(1, startAfter);
      try (ResultSet row = claim.executeQuery()) {
        return row.next() ? OptionalInt.of(row.getInt("lane")) : OptionalInt.empty();
      }
    }
  }

  private Due look(Connection connection, int lane) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(LOOK)) {
      look.setInt(1, lane);
      look.setInt(2, DEEPEST);
      look.setFetchSize(256);
      Due due = new Due();
      try (ResultSet rows = look.executeQuery()) {
        while (due.batches() < batchesPerRun && rows.next()) {
          due.add(
              rows.getLong("manifest_id"),
              rows.getInt("batch_count"),
              (Integer[]) array(rows, "part_ids"));
        }
      }
      return due;
    }
  }

  private static Map<Integer, Long> lock(Connection connection, int[] partIds) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setObject(1, partIds);
      Map<Integer, Long> offsets = new HashMap<>();
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          offsets.put(rows.getInt("part_id"), rows.getLong("next_offset"));
        }
      }
      require(offsets.size() == partIds.length, "a partition has no state");
      return offsets;
    }
  }

  /// @return records that got offsets
  private static long assign(Connection connection, int lane, Due due, Map<Integer, Long> offsets)
      throws SQLException {
    try (PreparedStatement assign = connection.prepareStatement(ASSIGN)) {
      assign.setInt(1, lane);
      assign.setObject(2, due.manifestIds());
      try (ResultSet rows = assign.executeQuery()) {
        return readChecked(rows, due, offsets);
      }
    }
  }

  /// Follows the segments through each partition: from the offset under the lock to the one that
  /// is stored now, without a hole, and of each partition as many batches as were due.
  private static long readChecked(ResultSet rows, Due due, Map<Integer, Long> offsets)
      throws SQLException {
    require(
        rows.next() && rows.getLong("reached") == due.manifestIds().length,
        "rows in are not rows taken");
    Map<Integer, Long> reached = new HashMap<>(offsets);
    Map<Integer, Long> stored = new HashMap<>();
    Map<Integer, Integer> batches = new HashMap<>();
    long records = 0;
    while (rows.next()) {
      int partId = rows.getInt("part_id");
      long end = rows.getLong("reached");
      long base = rows.getLong("base_offset");
      if (rows.wasNull()) {
        stored.put(partId, end);
        continue;
      }
      require(Long.valueOf(base).equals(reached.get(partId)), "a segment is not at its place");
      Long[] counts = (Long[]) array(rows, "record_counts");
      require(
          end == base + Arrays.stream(counts).mapToLong(Long::longValue).sum(),
          "a segment does not end where its batches do");
      reached.put(partId, end);
      batches.merge(partId, counts.length, Integer::sum);
      records += end - base;
    }
    require(batches.equals(due.batchesByPartition()), "batches in are not batches out");
    require(reached.equals(stored), "a partition's next offset is not its batches' end");
    return records;
  }

  private static Object array(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    try {
      return array.getArray();
    } finally {
      array.free();
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED, "offsets not given, rolled back: " + otherwise);
    }
  }
}
