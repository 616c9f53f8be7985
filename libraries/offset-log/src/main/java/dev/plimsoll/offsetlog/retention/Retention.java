package dev.plimsoll.offsetlog.retention;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

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
  private static final String TAKE_TURN =
      """
      UPDATE retention_turn SET taken_until = now() + ? * interval '1 millisecond'
      WHERE taken_until <= now()
      """;
  // One probe of the key for each partition: as a join, all segments might be read.
  private static final String DELETED =
      """
      SELECT p.part_id FROM log_topic t JOIN log_partition p ON p.topic_id = t.topic_id
      WHERE t.deleted_at IS NOT NULL
        AND (SELECT g.part_id FROM segment g WHERE g.part_id = p.part_id LIMIT 1) IS NOT NULL
      ORDER BY p.part_id
      """;
  // None that damage keeps from going: it would keep the others.
  private static final String EMPTY =
      """
      SELECT p.part_id FROM log_topic t JOIN log_partition p ON p.topic_id = t.topic_id
      WHERE t.deleted_at IS NOT NULL
        AND (SELECT g.part_id FROM segment g WHERE g.part_id = p.part_id LIMIT 1) IS NULL
        AND NOT EXISTS (SELECT FROM partition_state s WHERE s.part_id = p.part_id)
      ORDER BY p.part_id LIMIT ? FOR UPDATE OF p SKIP LOCKED
      """;
  private static final String DELETE_PRODUCERS =
      """
      DELETE FROM producer p WHERE p.ctid = ANY (ARRAY(
        SELECT o.ctid FROM producer o WHERE o.part_id = ANY (?) LIMIT ?))
      """;

  private static final List<String> DELETE_PARTITIONS =
      List.of(
          "DELETE FROM publication WHERE part_id = ANY (?)",
          "DELETE FROM partition_start WHERE part_id = ANY (?)",
          "DELETE FROM log_partition WHERE part_id = ANY (?)");

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
  private static final int PARTITIONS_AT_ONCE = 500;

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

  /// Takes the turn of a round if it is free, so that idle processes do not go over what another
  /// removes. A round that takes longer gets help: the next turn is then another's.
  ///
  /// @param until the next one may take it
  public boolean takeTurn(Duration until) throws SQLException {
    return transactions.run(
        connection -> Sql.of(connection, TAKE_TURN, until.toMillis()).updateAny());
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
      SegmentRemoval.Slice slice =
          transactions.run(connection -> SegmentRemoval.slice(connection, partId, objectGrace));
      removed = removed.plus(slice.removed());
      if (!rested(slice.removed().segments() > 0, began, rest) || !slice.more()) {
        return removed;
      }
    }
  }

  /// Rests after work, also after the last slice: a thousand partitions may follow.
  private static boolean rested(boolean worked, long began, Rest rest) {
    return !worked || rest.rest(Duration.ofNanos(System.nanoTime() - began));
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

  /// Partitions of deleted topics that have segments. They have no name, and their numbers are
  /// never reused.
  public List<Integer> deleted() throws SQLException {
    return transactions.run(
        connection -> Sql.of(connection, DELETED).list(row -> row.getInt("part_id")));
  }

  /// Removes the segments of a partition of a deleted topic, slice by slice.
  public Removed clear(int partId, Rest rest) throws SQLException {
    return slices(partId, rest);
  }

  /// Forgets partitions of deleted topics without segments, and their producers: many in each
  /// transaction, since a topic may have 100,000.
  public void forgetPartitions(Rest rest) throws SQLException {
    boolean more = true;
    while (more) {
      long began = System.nanoTime();
      more =
          transactions.run(Retention::forgetPartitions)
              && rest.rest(Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /// @return whether there may be more
  private static boolean forgetPartitions(Connection connection) throws SQLException {
    List<Integer> partIds =
        Sql.of(connection, EMPTY, PARTITIONS_AT_ONCE).list(row -> row.getInt("part_id"));
    if (partIds.isEmpty()) {
      return false;
    }
    int[] some = ints(partIds);
    if (Sql.of(connection, DELETE_PRODUCERS, some, PRODUCERS_AT_ONCE).update()
        == PRODUCERS_AT_ONCE) {
      return true;
    }
    for (String statement : DELETE_PARTITIONS) {
      Sql.of(connection, statement, some).update();
    }
    return partIds.size() == PARTITIONS_AT_ONCE;
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

    Removed plus(Removed other) {
      return new Removed(
          segments + other.segments,
          batches + other.batches,
          records + other.records,
          bytes + other.bytes);
    }
  }
}
