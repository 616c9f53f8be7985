package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Where partitions are kept: looked up once, since a partition keeps its number and its lane for
/// ever. A number whose partition is gone is no harm: whoever gives offsets sees it.
public final class Partitions {
  private static final String FIND =
      """
      SELECT p.part_id, p.lane, p.topic, p.partition_number
      FROM log_partition p
      JOIN (SELECT DISTINCT topic, partition_number
            FROM unnest(?::text[], ?::int[]) AS u (topic, partition_number)) w
        ON p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number
      """;

  private static final String ENTER =
      """
      WITH wanted AS (
        SELECT DISTINCT topic, partition_number
        FROM unnest(?::text[], ?::int[]) AS w (topic, partition_number)
      ), added AS (
        INSERT INTO log_partition (topic, partition_number, lane)
        SELECT w.topic, w.partition_number,
          (abs(hashtext(w.topic)::bigint) + w.partition_number) % (SELECT count(*) FROM lane)
        FROM wanted w
        WHERE NOT EXISTS (
          SELECT FROM log_partition p
          WHERE p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number)
        ORDER BY w.topic COLLATE "C", w.partition_number
        ON CONFLICT DO NOTHING
        RETURNING part_id
      ), untold AS (
        INSERT INTO publication (part_id) SELECT part_id FROM added
      )
      INSERT INTO partition_state (part_id) SELECT part_id FROM added
      """;

  private final Transactions transactions;
  private final Map<PartitionName, PartitionPlace> known = new ConcurrentHashMap<>();

  public Partitions(Transactions transactions) {
    this.transactions = transactions;
  }

  /// The places of those that there are.
  public Map<PartitionName, PartitionPlace> find(Collection<PartitionName> names)
      throws SQLException {
    Set<PartitionName> unknown = unknown(names);
    if (!unknown.isEmpty()) {
      known.putAll(transactions.run(connection -> read(connection, unknown)));
    }
    return places(names);
  }

  /// The places of all, entered in a transaction of their own where they are new, so that no lock
  /// is taken out of order later.
  public Map<PartitionName, PartitionPlace> enter(Collection<PartitionName> names)
      throws SQLException {
    Map<PartitionName, PartitionPlace> found = find(names);
    Set<PartitionName> unknown = unknown(names);
    if (unknown.isEmpty()) {
      return found;
    }
    known.putAll(
        transactions.run(
            connection -> {
              try (PreparedStatement enter = connection.prepareStatement(ENTER)) {
                bind(enter, unknown);
                enter.executeUpdate();
              }
              return read(connection, unknown);
            }));
    Map<PartitionName, PartitionPlace> places = places(names);
    if (!places.keySet().containsAll(names)) {
      throw new IllegalStateException("partitions are not there though they were entered");
    }
    return places;
  }

  /// Forgets what may have changed: a topic was deleted, or made anew.
  public void forget(String topic) {
    known.keySet().removeIf(name -> name.topic().equals(topic));
  }

  private Set<PartitionName> unknown(Collection<PartitionName> names) {
    return names.stream().filter(name -> !known.containsKey(name)).collect(Collectors.toSet());
  }

  private Map<PartitionName, PartitionPlace> places(Collection<PartitionName> names) {
    Map<PartitionName, PartitionPlace> places = new HashMap<>();
    for (PartitionName name : names) {
      PartitionPlace place = known.get(name);
      if (place != null) {
        places.put(name, place);
      }
    }
    return places;
  }

  private static Map<PartitionName, PartitionPlace> read(
      Connection connection, Collection<PartitionName> names) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      bind(find, names);
      Map<PartitionName, PartitionPlace> found = new HashMap<>();
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          found.put(
              new PartitionName(rows.getString("topic"), rows.getInt("partition_number")),
              new PartitionPlace(rows.getInt("part_id"), rows.getInt("lane")));
        }
      }
      return found;
    }
  }

  private static void bind(PreparedStatement statement, Collection<PartitionName> names)
      throws SQLException {
    List<PartitionName> ordered = List.copyOf(names);
    Array topics =
        statement
            .getConnection()
            .createArrayOf("text", ordered.stream().map(PartitionName::topic).toArray());
    statement.setArray(1, topics);
    statement.setObject(2, ordered.stream().mapToInt(PartitionName::number).toArray());
  }
}
