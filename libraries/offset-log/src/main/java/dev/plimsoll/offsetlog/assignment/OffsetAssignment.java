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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives offsets: one transaction a run.
///
/// The lock is a statement of its own, and what is computed is what the next statement reads: rows
/// locked and joined in one statement are silently dropped by PostgreSQL 18.0 and 18.1, and on
/// every version only the locked row itself is read anew after a wait. A partition is claimed
/// whole, since neighbours given to two workers would lose their producer's order.
public final class OffsetAssignment {
  /// It goes round: partitions behind the last one taken come first, so that none starves.
  private static final String CLAIM =
      """
      SELECT s.part_id, s.next_offset FROM partition_state s
      WHERE s.part_id = ANY (ARRAY(SELECT DISTINCT m.part_id FROM manifest m))
      ORDER BY s.part_id <= ?, s.part_id
      LIMIT ?
      FOR UPDATE SKIP LOCKED
      """;

  /// Takes the oldest manifest rows of the claimed partitions, as deep in each as the limit
  /// allows,
  /// and returns every segment made of them beside the number that had to be made.
  private static final String ASSIGN =
      """
      WITH claimed AS (
        SELECT c.part_id, c.next_offset FROM unnest(?::int[], ?::bigint[]) AS c (part_id, next_offset)
      ), waiting AS (
        SELECT c.part_id, m.manifest_id, m.batch_count,
          row_number() OVER (PARTITION BY c.part_id ORDER BY m.manifest_id) AS depth
        FROM claimed c
        CROSS JOIN LATERAL (
          SELECT m.manifest_id, m.batch_count FROM manifest m
          WHERE m.part_id = c.part_id ORDER BY m.manifest_id LIMIT ?) m
      ), due AS (
        SELECT w.part_id, w.manifest_id
        FROM (SELECT part_id, manifest_id,
                sum(batch_count) OVER (ORDER BY depth, part_id) - batch_count AS batches_before
              FROM waiting) w
        WHERE w.batches_before < ?
      ), taken AS (
        DELETE FROM manifest m USING due d
        WHERE m.part_id = d.part_id AND m.manifest_id = d.manifest_id
        RETURNING m.*
      ), advanced AS (
        UPDATE partition_state s
        SET next_offset = s.next_offset + t.records, batches = s.batches + t.batches
        FROM (SELECT part_id, sum(record_count)::bigint AS records, sum(batch_count) AS batches
              FROM taken GROUP BY part_id) t
        JOIN claimed c ON c.part_id = t.part_id
        WHERE s.part_id = t.part_id AND s.next_offset = c.next_offset
        RETURNING s.part_id, s.next_offset
      ), stored AS (
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, %1$s)
        SELECT part_id, end_offset - 1, end_offset - record_count, batch_count, %1$s
        FROM (SELECT t.*, c.next_offset + (sum(t.record_count)
                OVER (PARTITION BY t.part_id ORDER BY t.manifest_id))::bigint AS end_offset
              FROM taken t JOIN claimed c ON c.part_id = t.part_id) placed
        RETURNING part_id, last_offset, base_offset, batch_count, record_counts
      )
      SELECT n.due, n.taken, a.next_offset AS advanced_to, s.*
      FROM (SELECT (SELECT count(*) FROM due) AS due, (SELECT count(*) FROM taken) AS taken) n
      LEFT JOIN (stored s JOIN advanced a ON a.part_id = s.part_id) ON true
      ORDER BY s.part_id, s.last_offset
      """
          .formatted(PackedBatches.COLUMNS);

  private static final int DEEPEST = 256;

  private final Transactions transactions;
  private final int partitionsPerRun;
  private final int batchesPerRun;

  /// @param partitionsPerRun that one transaction takes at most, 1 or more; others stay free for
  ///     other workers
  /// @param batchesPerRun after which a transaction takes no further manifest row, 1 or more
  public OffsetAssignment(Transactions transactions, int partitionsPerRun, int batchesPerRun) {
    this.transactions = transactions;
    this.partitionsPerRun = partitionsPerRun;
    this.batchesPerRun = batchesPerRun;
  }

  /// Claims what waits and is free, and gives it offsets.
  ///
  /// @param startAfter the partition behind which to begin; 0 for the first
  /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
  ///     it; either way the next run goes on from what is stored
  /// @throws PlimsollException CHECK_FAILED when what came out is not what went in; nothing is
  ///     assigned
  public AssignedRun run(int startAfter) throws SQLException {
    return transactions.run(
        connection -> {
          Map<Integer, Long> claimed = claim(connection, startAfter);
          if (claimed.isEmpty()) {
            return new AssignedRun(0, 0, 0, startAfter);
          }
          Assigned assigned = assign(connection, claimed);
          return new AssignedRun(
              claimed.size(),
              assigned.batches(),
              assigned.records(),
              List.copyOf(claimed.keySet()).getLast());
        });
  }

  private Map<Integer, Long> claim(Connection connection, int startAfter) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setInt(1, startAfter);
      claim.setInt(2, partitionsPerRun);
      Map<Integer, Long> claimed = new LinkedHashMap<>();
      try (ResultSet rows = claim.executeQuery()) {
        while (rows.next()) {
          claimed.put(rows.getInt("part_id"), rows.getLong("next_offset"));
        }
      }
      return claimed;
    }
  }

  private record Assigned(int batches, long records) {}

  private Assigned assign(Connection connection, Map<Integer, Long> claimed) throws SQLException {
    try (PreparedStatement assign = connection.prepareStatement(ASSIGN)) {
      assign.setObject(1, claimed.keySet().stream().mapToInt(Integer::intValue).toArray());
      assign.setObject(2, claimed.values().stream().mapToLong(Long::longValue).toArray());
      assign.setInt(3, DEEPEST);
      assign.setInt(4, batchesPerRun);
      try (ResultSet rows = assign.executeQuery()) {
        return readChecked(rows, claimed);
      }
    }
  }

  /// Reads the segments and follows them through each partition: from the offset at the claim to
  /// the one that is stored now, without a hole, as many as were due.
  private static Assigned readChecked(ResultSet rows, Map<Integer, Long> claimed)
      throws SQLException {
    Map<Integer, Long> reached = new LinkedHashMap<>();
    Map<Integer, Long> stored = new LinkedHashMap<>();
    long due = 0;
    long taken = 0;
    long segments = 0;
    int batches = 0;
    long records = 0;
    while (rows.next()) {
      due = rows.getLong("due");
      taken = rows.getLong("taken");
      int partId = rows.getInt("part_id");
      if (rows.wasNull()) {
        break;
      }
      segments++;
      long base = rows.getLong("base_offset");
      Long expectedBase = reached.getOrDefault(partId, claimed.get(partId));
      require(
          expectedBase != null && base == expectedBase, "a segment does not begin at its place");
      long[] counts = counts(rows);
      require(counts.length == rows.getInt("batch_count"), "a segment lacks batches");
      long end = base + Arrays.stream(counts).sum();
      require(
          end == rows.getLong("last_offset") + 1, "a segment does not end where its batches do");
      reached.put(partId, end);
      stored.put(partId, rows.getLong("advanced_to"));
      batches += counts.length;
      records += end - base;
    }
    require(due == taken && due == segments, "rows in are not rows out");
    require(reached.equals(stored), "a partition's next offset is not its batches' end");
    return new Assigned(batches, records);
  }

  private static long[] counts(ResultSet row) throws SQLException {
    Array array = row.getArray("record_counts");
    try {
      return Arrays.stream((Long[]) array.getArray()).mapToLong(Long::longValue).toArray();
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
