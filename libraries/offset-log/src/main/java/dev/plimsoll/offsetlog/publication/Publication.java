package dev.plimsoll.offsetlog.publication;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Progress of publication on log.commits: a partition's offsets are published in their order, at
/// least once. Its number only moves over what Kafka has.
public final class Publication {
  // The table's oid makes the lock its schema's own. Its holder waits for Kafka in the transaction,
  // and would publish twice if its session were ended meanwhile. The timeout is for frozen holders.
  private static final String LOCK =
      """
      SELECT pg_try_advisory_xact_lock(1886152051, 'publication'::regclass::oid::int)
      FROM (SELECT set_config('idle_in_transaction_session_timeout', '10min', true),
        set_config('plan_cache_mode', 'force_custom_plan', true)) settings
      """;
  private static final String DUE =
      """
      SELECT u.part_id, u.next_offset, p.topic, p.partition_number
      FROM unnest(?::int[]) WITH ORDINALITY AS w (part_id, place)
      JOIN publication u ON u.part_id = w.part_id
      JOIN partition_state s ON s.part_id = u.part_id
      JOIN log_partition p ON p.part_id = u.part_id
      WHERE u.next_offset < s.next_offset
      ORDER BY w.place
      """;
  private static final String SEGMENTS =
      """
      SELECT g.* FROM unnest(?::int[], ?::bigint[]) AS d (part_id, next_offset)
      CROSS JOIN LATERAL (
        SELECT g.part_id, g.base_offset, g.committed_at, g.packed FROM segment g
        WHERE g.part_id = d.part_id AND g.last_offset >= d.next_offset
        ORDER BY g.last_offset LIMIT ?) g
      """;
  private static final String ADVANCE =
      """
      UPDATE publication u SET next_offset = w.next_offset
      FROM unnest(?::int[], ?::bigint[]) AS w (part_id, next_offset)
      WHERE u.part_id = w.part_id AND u.next_offset < w.next_offset
      """;

  private static final int PARTITIONS_AT_ONCE = 256;

  /// Bounds what a round takes of one partition.
  private static final int SEGMENTS_OF_A_PARTITION = 16;

  private record Due(PartitionName name, long nextOffset) {}

  private Publication() {}

  /// Locks publication until the transaction ends: two publishers would mix a partition's order.
  ///
  /// @return false where another session has it
  public static boolean tryLock(Connection connection) throws SQLException {
    return Sql.of(connection, LOCK).one(row -> row.getBoolean(1));
  }

  /// The next unpublished batches: of each partition in the order of its offsets, without a gap.
  ///
  /// @param partitions candidates; none starves
  /// @param atMost batches, 1 or more
  public static List<UnpublishedBatch> next(
      Connection connection, UnpublishedPartitions partitions, int atMost) throws SQLException {
    Map<Integer, Due> due = due(connection, partitions, atMost);
    if (due.isEmpty()) {
      return List.of();
    }
    Unpublished unpublished = new Unpublished(due, atMost);
    try (PreparedStatement read = connection.prepareStatement(SEGMENTS)) {
      read.setObject(1, ints(due.keySet()));
      read.setObject(2, longs(due.values(), Due::nextOffset));
      read.setInt(3, SEGMENTS_OF_A_PARTITION);
      read.setFetchSize(SEGMENTS_OF_A_PARTITION);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next() && !unpublished.isFull()) {
          unpublished.take(rows);
        }
      }
    }
    return unpublished.named(connection);
  }

  /// Partitions beyond the limit come first next time, taken ones after them.
  private static Map<Integer, Due> due(
      Connection connection, UnpublishedPartitions partitions, int atMost) throws SQLException {
    List<Integer> taken = partitions.take(connection);
    if (taken.isEmpty()) {
      return Map.of();
    }
    Map<Integer, Due> unpublished;
    try {
      unpublished =
          Sql.of(connection, DUE, ints(taken))
              .map(
                  row -> row.getInt("part_id"),
                  row -> new Due(PartitionName.inRow(row), row.getLong("next_offset")));
    } catch (SQLException e) {
      partitions.moved(taken);
      throw e;
    }
    int most = Math.min(atMost, PARTITIONS_AT_ONCE);
    Map<Integer, Due> due = new LinkedHashMap<>();
    unpublished.entrySet().stream()
        .limit(most)
        .forEach(partition -> due.put(partition.getKey(), partition.getValue()));
    partitions.moved(unpublished.keySet().stream().skip(most).toList());
    partitions.moved(due.keySet());
    return due;
  }

  private record Numbered(
      PartitionName partition, long baseOffset, LogBatch batch, Instant committedAt) {}

  private static final class Unpublished {
    private final Map<Integer, Due> due;
    private final Map<Integer, Long> reached = new HashMap<>();
    private final int atMost;
    private final List<Numbered> batches = new ArrayList<>();

    Unpublished(Map<Integer, Due> due, int atMost) {
      this.due = due;
      this.atMost = atMost;
    }

    boolean isFull() {
      return batches.size() >= atMost;
    }

    void take(ResultSet row) throws SQLException {
      int partId = row.getInt("part_id");
      Due partition = Objects.requireNonNull(due.get(partId), "not asked for");
      Instant committedAt = Columns.instant(row, "committed_at");
      long base = row.getLong("base_offset");
      for (LogBatch batch : BatchCodec.unpack(row.getBytes("packed"))) {
        long next = reached.getOrDefault(partId, partition.nextOffset());
        long end = base + batch.recordCount();
        // If a round ended within a segment, its first batches are published.
        if (end > next && !isFull()) {
          if (base != next) {
            throw new PlimsollException(
                ErrorCode.CHECK_FAILED,
                "%s is published up to %d, but its next batch begins at %d"
                    .formatted(partition.name(), next, base));
          }
          batches.add(new Numbered(partition.name(), base, batch, committedAt));
          reached.put(partId, end);
        }
        base = end;
      }
    }

    List<UnpublishedBatch> named(Connection connection) throws SQLException {
      Names names = Names.of(connection, batches.stream().map(Numbered::batch).toList());
      return batches.stream()
          .map(
              one ->
                  new UnpublishedBatch(
                      one.batch().partId(),
                      names.committed(one.partition(), one.baseOffset(), one.batch()),
                      one.committedAt()))
          .toList();
    }
  }

  /// Advances each partition up to its first missing batch.
  ///
  /// @param offered the result of [#next]
  /// @param published those of them that Kafka has
  public static void published(
      Connection connection, List<UnpublishedBatch> offered, List<UnpublishedBatch> published)
      throws SQLException {
    Map<Integer, Long> reached = reached(offered, published);
    if (reached.isEmpty()) {
      return;
    }
    int rows =
        Sql.of(connection, ADVANCE, ints(reached.keySet()), longs(reached.values())).update();
    if (rows != reached.size()) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "%d partitions moved on where %d were published; rolled back"
              .formatted(rows, reached.size()));
    }
  }

  private static Map<Integer, Long> reached(
      List<UnpublishedBatch> offered, List<UnpublishedBatch> published) {
    Map<Integer, Long> reached = new LinkedHashMap<>();
    Set<Integer> missing = new HashSet<>();
    int next = 0;
    for (UnpublishedBatch batch : offered) {
      if (next < published.size() && published.get(next) == batch) {
        next++;
        if (!missing.contains(batch.partId())) {
          reached.put(batch.partId(), batch.batch().nextOffset());
        }
      } else {
        missing.add(batch.partId());
      }
    }
    return reached;
  }

  /// A batch with offsets that is to be published.
  ///
  /// @param committedAt when it got its offsets
  public record UnpublishedBatch(int partId, BatchCommitted batch, Instant committedAt) {

    /// The same at each publication, and unique: a partition gives an offset once, and ids of
    /// partitions are never reused.
    public UUID id() {
      return UUID.nameUUIDFromBytes(
          "plimsoll/log/%d/%d"
              .formatted(partId, batch.baseOffset())
              .getBytes(StandardCharsets.UTF_8));
    }
  }
}
