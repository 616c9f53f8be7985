package dev.plimsoll.offsetlog.identity;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// New partitions with all their rows, in the caller's transaction.
public final class NewPartitions {
  private static final String ENTER_TOPICS =
      """
      INSERT INTO log_topic (name)
      SELECT DISTINCT w.name FROM unnest(?::text[]) AS w (name)
      WHERE NOT EXISTS (
        SELECT FROM log_topic t WHERE t.name = w.name COLLATE "C" AND t.deleted_at IS NULL)
      ORDER BY 1
      ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING
      """;

  /// From here on none of them can be deleted until the transaction ends. Topics that were
  /// deleted during the wait are not among them.
  private static final String HOLD_TOPICS =
      """
      SELECT t.name FROM log_topic t
      WHERE t.name = ANY (?::text[]) AND t.deleted_at IS NULL
      ORDER BY t.topic_id FOR KEY SHARE
      """;
  private static final String ENTER =
      """
      WITH added AS (
        INSERT INTO log_partition (topic_id, topic, partition_number, shard)
        SELECT t.topic_id, t.name, w.partition_number,
          (2 * abs(hashtext(t.name)::bigint) + w.partition_number % 2)
            % (SELECT count(*) FROM shard)
        FROM (SELECT DISTINCT topic, partition_number
              FROM unnest(?::text[], ?::int[]) AS u (topic, partition_number)) w
        JOIN log_topic t ON t.name = w.topic COLLATE "C" AND t.deleted_at IS NULL
        WHERE NOT EXISTS (
          SELECT FROM log_partition p
          WHERE p.topic_id = t.topic_id AND p.partition_number = w.partition_number)
        ORDER BY t.topic_id, w.partition_number
        ON CONFLICT DO NOTHING
        RETURNING part_id
      ), unpublished AS (
        INSERT INTO publication (part_id) SELECT part_id FROM added
      ), starts AS (
        INSERT INTO partition_start (part_id) SELECT part_id FROM added
      )
      INSERT INTO partition_state (part_id) SELECT part_id FROM added
      """;

  private NewPartitions() {}

  /// Enters missing topics and partitions, except of topics that were just deleted.
  public static void enter(Connection connection, Collection<PartitionName> names)
      throws SQLException {
    Object topics = names.stream().map(PartitionName::topic).distinct().toArray(String[]::new);
    Sql.of(connection, ENTER_TOPICS, topics).update();
    Set<String> held =
        Set.copyOf(Sql.of(connection, HOLD_TOPICS, topics).list(row -> row.getString("name")));
    List<PartitionName> there = names.stream().filter(name -> held.contains(name.topic())).toList();
    Sql.of(
            connection,
            ENTER,
            texts(there, PartitionName::topic),
            ints(there, PartitionName::number))
        .update();
  }
}
