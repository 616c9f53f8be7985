package dev.plimsoll.offsetlog.topic;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.Shards;
import dev.plimsoll.offsetlog.identity.NewPartitions;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Creation, change and deletion of topics; all are idempotent. The topic's row is locked first,
/// shards after it. Assignment of offsets locks only shards, and entering partitions locks none.
public final class Topics {
  /// Existing ones draw no number, of which there are 2^31.
  private static final String INSERT =
      """
      INSERT INTO log_topic (name, owns_objects, retention_ms, retention_bytes)
      SELECT w.* FROM (VALUES (?, ?, ?::bigint, ?::bigint))
        AS w (name, owns_objects, retention_ms, retention_bytes)
      WHERE NOT EXISTS (
        SELECT FROM log_topic t WHERE t.name = w.name COLLATE "C" AND t.deleted_at IS NULL)
      ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING
      """;
  private static final String LOCK =
      """
      SELECT t.topic_id, t.owns_objects, t.retention_ms, t.retention_bytes FROM log_topic t
      WHERE t.name = ? COLLATE "C" AND t.deleted_at IS NULL FOR UPDATE
      """;
  private static final String NUMBERS =
      """
      SELECT p.partition_number FROM log_partition p
      WHERE p.topic_id = ? ORDER BY p.partition_number
      """;
  private static final String UPDATE =
      """
      UPDATE log_topic SET owns_objects = ?, retention_ms = ?, retention_bytes = ?
      WHERE topic_id = ?
      """;
  private static final String PARTITIONS =
      "SELECT p.part_id, p.shard FROM log_partition p WHERE p.topic_id = ?";
  private static final String STOP = "DELETE FROM partition_state WHERE part_id = ANY (?)";
  private static final String TAKE_NAMES =
      "UPDATE log_partition SET topic = NULL WHERE topic_id = ?";
  private static final String DELETE =
      "UPDATE log_topic SET deleted_at = clock_timestamp() WHERE topic_id = ?";

  private record Stored(int topicId, TopicSettings settings) {}

  private final Transactions transactions;
  private final Partitions partitions;

  public Topics(Transactions transactions, Partitions partitions) {
    this.transactions = transactions;
    this.partitions = partitions;
  }

  /// Creates a topic, or finds an equal one.
  ///
  /// @return whether it is new
  /// @throws PlimsollException INVALID_REQUEST; CONFLICT where a topic of that name differs
  public boolean create(TopicRequest request) throws SQLException {
    @Nullable String name = request.name();
    bounded(() -> Bound.LOG_TOPIC.check("name", name == null ? "" : name));
    requirePartitions(request.partitions());
    TopicSettings settings = TopicSettings.of(request);
    while (true) {
      Optional<Boolean> made =
          transactions.run(connection -> create(connection, request, settings));
      // Empty where one of that name was just deleted.
      if (made.isPresent()) {
        return made.get();
      }
    }
  }

  private static Optional<Boolean> create(
      Connection connection, TopicRequest request, TopicSettings settings) throws SQLException {
    boolean made =
        Sql.of(
                connection,
                INSERT,
                request.name(),
                settings.ownsObjects(),
                settings.retentionMs(),
                settings.retentionBytes())
            .updateAny();
    if (made) {
      enter(connection, request.name(), request.partitions());
      return Optional.of(true);
    }
    Optional<Stored> found = lock(connection, request.name());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> numbers = numbers(connection, found.get().topicId());
    boolean same =
        found.get().settings().equals(settings)
            && numbers.equals(IntStream.range(0, request.partitions()).boxed().toList());
    if (!same) {
      throw PlimsollException.conflict(
          "there is a topic %s already, with %d partitions or other settings"
              .formatted(request.name(), numbers.size()));
    }
    return Optional.of(false);
  }

  /// Adds partitions, changes settings, or both.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST; CONFLICT where it has more partitions:
  ///     none is ever removed
  public void change(String name, TopicPatch patch) throws SQLException {
    if (patch.partitions() != null) {
      requirePartitions(patch.partitions());
    }
    transactions.run(
        connection -> {
          Stored topic = existing(connection, name);
          TopicSettings settings = topic.settings().with(patch);
          Sql.of(
                  connection,
                  UPDATE,
                  settings.ownsObjects(),
                  settings.retentionMs(),
                  settings.retentionBytes(),
                  topic.topicId())
              .update();
          if (patch.partitions() != null) {
            List<Integer> numbers = numbers(connection, topic.topicId());
            if (!numbers.isEmpty() && numbers.getLast() >= patch.partitions()) {
              throw PlimsollException.conflict(
                  "topic %s has a partition %d: partitions can be added, never taken away"
                      .formatted(name, numbers.getLast()));
            }
            enter(connection, name, patch.partitions());
          }
          return topic;
        });
  }

  /// Deletes a topic: reads and offsets end at once, and a new one of that name begins at offset
  /// 0. Retention removes its partitions later.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void delete(String name) throws SQLException {
    transactions.run(
        connection -> {
          Stored topic = existing(connection, name);
          delete(connection, topic.topicId());
          return topic;
        });
    partitions.forget(name);
  }

  /// Under the topic's lock. Waits for runs of its shards; later ones find no partition.
  private static void delete(Connection connection, int topicId) throws SQLException {
    Map<Integer, Integer> shards =
        Sql.of(connection, PARTITIONS, topicId)
            .map(row -> row.getInt("part_id"), row -> row.getInt("shard"));
    Shards.lock(connection, shards.values());
    Sql.of(connection, STOP, ints(shards.keySet())).update();
    Sql.of(connection, TAKE_NAMES, topicId).update();
    Sql.of(connection, DELETE, topicId).update();
  }

  /// Locks a topic against changes, deletion and new partitions until the transaction ends.
  private static Optional<Stored> lock(Connection connection, String name) throws SQLException {
    return Sql.of(connection, LOCK, name)
        .first(row -> new Stored(row.getInt("topic_id"), TopicSettings.of(row)));
  }

  private static List<Integer> numbers(Connection connection, int topicId) throws SQLException {
    return Sql.of(connection, NUMBERS, topicId).list(row -> row.getInt("partition_number"));
  }

  private static Stored existing(Connection connection, String name) throws SQLException {
    return lock(connection, name)
        .orElseThrow(() -> PlimsollException.notFound("no log topic " + name));
  }

  private static void enter(Connection connection, String topic, int partitions)
      throws SQLException {
    NewPartitions.enter(
        connection,
        IntStream.range(0, partitions).mapToObj(i -> new PartitionName(topic, i)).toList());
  }

  private static void requirePartitions(int partitions) {
    bounded(() -> Bound.TOPIC_PARTITIONS.check("partitions", partitions));
  }

  private static void bounded(Runnable check) {
    try {
      check.run();
    } catch (OutOfBoundsException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, e.getMessage(), e);
    }
  }

  /// @param retentionMs null without a limit
  /// @param retentionBytes null without a limit
  record TopicSettings(
      boolean ownsObjects, @Nullable Long retentionMs, @Nullable Long retentionBytes) {
    private static final long NO_LIMIT = -1;

    /// @throws PlimsollException INVALID_REQUEST
    static TopicSettings of(TopicRequest request) {
      return new TopicSettings(false, null, null)
          .with(request.ownsObjects(), request.retentionMs(), request.retentionBytes());
    }

    static TopicSettings of(ResultSet row) throws SQLException {
      return new TopicSettings(
          row.getBoolean("owns_objects"),
          row.getObject("retention_ms", Long.class),
          row.getObject("retention_bytes", Long.class));
    }

    /// @throws PlimsollException INVALID_REQUEST
    TopicSettings with(TopicPatch patch) {
      return with(patch.ownsObjects(), patch.retentionMs(), patch.retentionBytes());
    }

    private TopicSettings with(@Nullable Boolean owns, @Nullable Long ms, @Nullable Long bytes) {
      return new TopicSettings(
          owns == null ? ownsObjects : owns,
          limit("retentionMs", Bound.RETENTION_MS, ms, retentionMs),
          limit("retentionBytes", Bound.RETENTION_BYTES, bytes, retentionBytes));
    }

    private static @Nullable Long limit(
        String name, Bound bound, @Nullable Long asked, @Nullable Long otherwise) {
      if (asked == null) {
        return otherwise;
      }
      if (asked == NO_LIMIT) {
        return null;
      }
      if (asked < bound.least() || asked > bound.most()) {
        throw PlimsollException.invalidRequest(
            "%s must be %d to %d, or -1 for no limit".formatted(name, bound.least(), bound.most()));
      }
      return asked;
    }
  }
}
