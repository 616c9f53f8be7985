package dev.plimsoll.offsetlog.retention;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// Retention: removes expired segments, deleted topics and forgotten producers. Any number of
/// processes may run it: each works on partitions of its own, a slice in each transaction, and
/// continues after a crash of another. It only locks log start offsets and files without
/// references, so assignment of offsets never waits.
public final class Retention {
  private static final String FIND =
      """
      SELECT p.part_id, s.next_offset FROM log_partition p
      JOIN partition_state s ON s.part_id = p.part_id
      WHERE p.topic = ? COLLATE "C" AND p.partition_number = ?
      """;
  private static final String SEGMENT = "SELECT FROM segment g WHERE g.part_id = ? LIMIT 1";
  private static final String DELETED =
      """
      SELECT p.part_id FROM log_topic t JOIN log_partition p ON p.topic_id = t.topic_id
      WHERE t.deleted_at IS NOT NULL ORDER BY p.part_id
      """;
  private static final String DELETE_PRODUCERS =
      """
      DELETE FROM producer p WHERE p.ctid = ANY (ARRAY(
        SELECT o.ctid FROM producer o WHERE o.part_id = ? LIMIT ?))
      """;

  private static final List<String> DELETE_PARTITION =
      List.of(
          "DELETE FROM publication WHERE part_id = ?",
          "DELETE FROM partition_start WHERE part_id = ?",
          "DELETE FROM log_partition WHERE part_id = ?");

  /// Its row tells every process that the topic is gone. It is kept for as long as `log.commits`
  /// may have batches of it, lest a recovery take them for lost ones.
  private static final String FORGET_TOPICS =
      """
      DELETE FROM log_topic t
      WHERE t.deleted_at < now() - interval '90 days'
        AND NOT EXISTS (SELECT FROM log_partition p WHERE p.topic_id = t.topic_id)
      """;

  /// A producer that is just moving is locked, or has moved when the lock is granted.
  private static final String FORGET_PRODUCERS =
      """
      DELETE FROM producer p WHERE p.ctid = ANY (ARRAY(
        SELECT o.ctid FROM producer o
        WHERE o.moved_at < now() - ? * interval '1 millisecond'
        LIMIT ? FOR UPDATE SKIP LOCKED))
      """;

  private static final int PRODUCERS_AT_ONCE = 5_000;

  /// A pause between two slices.
  @FunctionalInterface
  public interface Rest {
    /// @param worked since the last one
    /// @return whether to go on
    boolean rest(Duration worked);

    /// Pauses as long as it worked, for half of a connection's load at most. Ended by an
    /// interrupt.
    static boolean asLong(Duration worked) {
      try {
        Thread.sleep(worked);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private final Transactions transactions;
  private final Clock clock;
  private final Duration objectGrace;

  /// @param objectGrace how long objects stay after their last reference
  public Retention(Transactions transactions, Clock clock, Duration objectGrace) {
    this.transactions = transactions;
    this.clock = clock;
    this.objectGrace = objectGrace;
  }

  /// Partitions in which something is to be removed.
  public List<Integer> due() throws SQLException {
    return transactions.run(connection -> LogStartOffsets.due(connection, clock.instant()));
  }

  /// Moves the log start offset of a partition, then removes the segments below.
  ///
  /// @throws PlimsollException CHECK_FAILED where the partition is damaged
  public Removed keep(int partId, Rest rest) throws SQLException {
    OptionalLong logStart =
        transactions.run(connection -> LogStartOffsets.move(connection, partId, clock.instant()));
    return logStart.isEmpty() ? Removed.NOTHING : slices(partId, rest);
  }

  private Removed slices(int partId, Rest rest) throws SQLException {
    Removed removed = Removed.NOTHING;
    while (true) {
      long began = System.nanoTime();
      Removed slice =
          transactions.run(connection -> SegmentRemoval.slice(connection, partId, objectGrace));
      removed = removed.plus(slice);
      if (slice.isNothing() || !rest.rest(Duration.ofNanos(System.nanoTime() - began))) {
        return removed;
      }
    }
  }

  /// Moves the log start offset to the last segment's end before an offset. Segments go later.
  ///
  /// @param beforeOffset records below it are no longer wanted
  /// @return the log start offset, never beyond what log.commits has published
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST beyond the high watermark
  public long deleteBefore(PartitionName partition, long beforeOffset) throws SQLException {
    return transactions.run(
        connection -> {
          int partId = find(connection, partition, beforeOffset);
          return LogStartOffsets.moveTo(connection, partId, clock.instant(), beforeOffset)
              .orElseThrow(() -> unknown(partition));
        });
  }

  private record Found(int partId, long nextOffset) {}

  private static int find(Connection connection, PartitionName partition, long beforeOffset)
      throws SQLException {
    Found found =
        Sql.of(connection, FIND, partition.topic(), partition.number())
            .first(row -> new Found(row.getInt("part_id"), row.getLong("next_offset")))
            .orElseThrow(() -> unknown(partition));
    if (beforeOffset > found.nextOffset()) {
      throw PlimsollException.invalidRequest(
          "offset %d of %s lies beyond its high watermark %d"
              .formatted(beforeOffset, partition, found.nextOffset()));
    }
    return found.partId();
  }

  private static PlimsollException unknown(PartitionName partition) {
    return PlimsollException.notFound("the log has no partition " + partition);
  }

  /// Partitions of deleted topics, without a name. Their numbers are never reused.
  public List<Integer> deleted() throws SQLException {
    return transactions.run(
        connection -> Sql.of(connection, DELETED).list(row -> row.getInt("part_id")));
  }

  /// Removes a partition of a deleted topic, slice by slice.
  public Removed clear(int partId, Rest rest) throws SQLException {
    Removed removed = slices(partId, rest);
    boolean empty = !transactions.run(connection -> Sql.of(connection, SEGMENT, partId).exists());
    while (empty && !transactions.run(connection -> clear(connection, partId))) {
      if (!rest.rest(Duration.ZERO)) {
        break;
      }
    }
    return removed;
  }

  /// Removes some producers of a partition without segments, or the partition itself.
  ///
  /// @return whether it is gone
  private static boolean clear(Connection connection, int partId) throws SQLException {
    if (Sql.of(connection, DELETE_PRODUCERS, partId, PRODUCERS_AT_ONCE).updateAny()) {
      return false;
    }
    for (String statement : DELETE_PARTITION) {
      Sql.of(connection, statement, partId).update();
    }
    return true;
  }

  /// Forgets deleted topics without partitions.
  ///
  /// @return how many
  public int forgetTopics() throws SQLException {
    return transactions.run(connection -> Sql.of(connection, FORGET_TOPICS).update());
  }

  /// Forgets producers without batches for a time. Only ended producers and fenced epochs have
  /// such rows, since each placed batch moves its row. A later resend is judged as of a new
  /// producer.
  ///
  /// @param after an hour or more, for the audit
  /// @return how many
  public int forgetProducers(Duration after) throws SQLException {
    int all = 0;
    int some;
    do {
      some =
          transactions.run(
              connection ->
                  Sql.of(connection, FORGET_PRODUCERS, after.toMillis(), PRODUCERS_AT_ONCE)
                      .update());
      all += some;
    } while (some == PRODUCERS_AT_ONCE);
    return all;
  }

  public record Removed(int segments, long batches, long records, long bytes) {
    static final Removed NOTHING = new Removed(0, 0, 0, 0);

    boolean isNothing() {
      return segments == 0;
    }

    Removed plus(Removed other) {
      return new Removed(
          segments + other.segments,
          batches + other.batches,
          records + other.records,
          bytes + other.bytes);
    }
  }
}
