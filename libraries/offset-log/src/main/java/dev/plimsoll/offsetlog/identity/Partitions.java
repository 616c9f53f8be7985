package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Where partitions are kept: looked up once, since a partition keeps its number and its lane for
/// as long as it is there. What is remembered of a deleted one is no harm, whoever gives offsets
/// sees it; but it is to be forgotten soon, since a topic of that name may be made anew.
public final class Partitions {
  private static final String FIND =
      """
      SELECT p.part_id, p.lane, p.topic, p.partition_number
      FROM log_partition p
      JOIN (SELECT DISTINCT topic, partition_number
            FROM unnest(?::text[], ?::int[]) AS u (topic, partition_number)) w
        ON p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number
      """;

  private final Transactions transactions;
  private final Map<PartitionName, PartitionPlace> known = new ConcurrentHashMap<>();

  /// How often something was forgotten: what was read before is not remembered after.
  private final AtomicLong forgotten = new AtomicLong();

  public Partitions(Transactions transactions) {
    this.transactions = transactions;
  }

  /// The places of those that there are.
  public Map<PartitionName, PartitionPlace> find(Collection<PartitionName> names)
      throws SQLException {
    Map<PartitionName, PartitionPlace> places = remembered(names);
    Set<PartitionName> unknown = unknown(names, places);
    if (!unknown.isEmpty()) {
      places.putAll(read(unknown, connection -> {}));
    }
    return places;
  }

  /// The places of all, entered in a transaction of their own where they are new, so that no lock
  /// is taken out of order later.
  public Map<PartitionName, PartitionPlace> enter(Collection<PartitionName> names)
      throws SQLException {
    Map<PartitionName, PartitionPlace> places = find(names);
    Set<PartitionName> unknown = unknown(names, places);
    // Not all of them only where a topic was deleted at that moment: then it is made anew.
    while (!unknown.isEmpty()) {
      Set<PartitionName> missing = unknown;
      places.putAll(read(missing, connection -> NewPartitions.enter(connection, missing)));
      unknown = unknown(names, places);
    }
    return places;
  }

  /// Forgets what may have changed: a topic was deleted, or made anew.
  public void forget(String topic) {
    forgotten.incrementAndGet();
    known.keySet().removeIf(name -> name.topic().equals(topic));
  }

  /// Forgets the topics of these, which turned out to be gone.
  public void forget(Set<Integer> partIds) {
    if (!partIds.isEmpty()) {
      known.entrySet().stream()
          .filter(one -> partIds.contains(one.getValue().partId()))
          .map(one -> one.getKey().topic())
          .collect(Collectors.toSet())
          .forEach(this::forget);
    }
  }

  private interface Before {
    void run(Connection connection) throws SQLException;
  }

  private Map<PartitionName, PartitionPlace> read(Set<PartitionName> names, Before before)
      throws SQLException {
    long forgottenBefore = forgotten.get();
    Map<PartitionName, PartitionPlace> read =
        transactions.run(
            connection -> {
              before.run(connection);
              return read(connection, names);
            });
    known.putAll(read);
    if (forgotten.get() != forgottenBefore) {
      known.keySet().removeAll(read.keySet());
    }
    return read;
  }

  private static Set<PartitionName> unknown(
      Collection<PartitionName> names, Map<PartitionName, PartitionPlace> places) {
    return names.stream().filter(name -> !places.containsKey(name)).collect(Collectors.toSet());
  }

  private Map<PartitionName, PartitionPlace> remembered(Collection<PartitionName> names) {
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
      NewPartitions.bind(find, names);
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
}
