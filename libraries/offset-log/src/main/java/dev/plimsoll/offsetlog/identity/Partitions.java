package dev.plimsoll.offsetlog.identity;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A cache of partitions' numbers and shards, which are fixed for a partition's life in one
/// history of the database. Assignment of offsets notices deleted ones; they are forgotten soon,
/// since a topic of that name may be created again. Unknown partitions are not cached.
/// Thread-safe.
public final class Partitions {
  private static final String FIND =
      """
      SELECT p.part_id, p.shard, p.topic, p.partition_number
      FROM log_partition p
      JOIN (SELECT DISTINCT topic, partition_number
            FROM unnest(?::text[], ?::int[]) AS u (topic, partition_number)) w
        ON p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number
      """;

  /// The other partitions of a topic mostly follow: they are read together.
  private static final String FIND_TOPICS =
      """
      SELECT p.part_id, p.shard, p.topic, p.partition_number
      FROM log_partition p WHERE p.topic = ANY (?::text[]) LIMIT ?
      """;

  private static final int MOST_AT_ONCE = 50_000;

  /// Cached partitions, some 100 bytes each.
  public static final int MOST_KNOWN = 500_000;

  private final Transactions transactions;
  private final int mostKnown;

  /// By topic and number.
  private final Map<String, Map<Integer, PartitionPlace>> known = new ConcurrentHashMap<>();

  /// Cached partitions, or a few more.
  private final AtomicInteger count = new AtomicInteger();

  /// Called for each forgotten topic.
  private final List<Consumer<String>> forgetting = new CopyOnWriteArrayList<>();

  /// Counts forgotten topics: what was read before is not cached after.
  private final AtomicLong forgotten = new AtomicLong();

  /// @param mostKnown partitions to cache, such as [#MOST_KNOWN]
  public Partitions(Transactions transactions, int mostKnown) {
    this.transactions = transactions;
    this.mostKnown = mostKnown;
    transactions.histories().forgetBy(this::clear);
  }

  /// The places of partitions, in their order.
  ///
  /// @throws PlimsollException UNKNOWN_PARTITION
  public List<PartitionPlace> places(List<PartitionName> names) throws SQLException {
    List<PartitionPlace> places = new ArrayList<>(names.size());
    for (PartitionName name : names) {
      PartitionPlace place = remembered(name);
      if (place == null) {
        return placesOfAll(names);
      }
      places.add(place);
    }
    return places;
  }

  private List<PartitionPlace> placesOfAll(List<PartitionName> names) throws SQLException {
    Map<PartitionName, PartitionPlace> found = find(Set.copyOf(names));
    List<PartitionPlace> places = new ArrayList<>(names.size());
    for (PartitionName name : names) {
      PartitionPlace place = found.get(name);
      if (place == null) {
        throw new PlimsollException(
            ErrorCode.UNKNOWN_PARTITION, "the log has no partition " + name);
      }
      places.add(place);
    }
    return places;
  }

  /// The numbers of cached partitions, without a query.
  public Set<Integer> partIdsRemembered(Collection<PartitionName> names) {
    return remembered(names).values().stream()
        .map(PartitionPlace::partId)
        .collect(Collectors.toSet());
  }

  /// The shards of cached partitions, without a query.
  public Set<Integer> shardsRemembered(Collection<PartitionName> names) {
    return remembered(names).values().stream()
        .map(PartitionPlace::shard)
        .collect(Collectors.toSet());
  }

  /// The places of existing partitions.
  public Map<PartitionName, PartitionPlace> find(Collection<PartitionName> names)
      throws SQLException {
    Map<PartitionName, PartitionPlace> places = remembered(names);
    if (readTopics(unknown(names, places))) {
      places = remembered(names);
    }
    Set<PartitionName> unknown = unknown(names, places);
    if (!unknown.isEmpty()) {
      places.putAll(read(connection -> read(connection, unknown)));
    }
    return places;
  }

  /// The places of all partitions. New ones are entered in a transaction of their own, so that no
  /// lock is taken out of order later.
  public Map<PartitionName, PartitionPlace> enter(Collection<PartitionName> names)
      throws SQLException {
    Map<PartitionName, PartitionPlace> places = find(names);
    Set<PartitionName> unknown = unknown(names, places);
    // Some are missing only if a topic was just deleted: it is created again.
    while (!unknown.isEmpty()) {
      Set<PartitionName> missing = unknown;
      places.putAll(
          read(
              connection -> {
                NewPartitions.enter(connection, missing);
                return read(connection, missing);
              }));
      unknown = unknown(names, places);
    }
    return places;
  }

  /// Forgets a topic that was deleted or created again.
  public void forget(String topic) {
    forgotten.incrementAndGet();
    drop(topic);
    forgetting.forEach(also -> also.accept(topic));
  }

  /// Adds another cache by topic.
  public void alsoForgetBy(Consumer<String> forget) {
    forgetting.add(forget);
  }

  private void drop(String topic) {
    Map<Integer, PartitionPlace> gone = known.remove(topic);
    if (gone != null) {
      count.addAndGet(-gone.size());
    }
  }

  private void clear() {
    known.clear();
    count.set(0);
  }

  /// Cached topics.
  int topicsKnown() {
    return known.size();
  }

  /// Forgets the topics of missing partitions.
  public void forget(Set<Integer> partIds) {
    if (!partIds.isEmpty()) {
      known.entrySet().stream()
          .filter(
              topic ->
                  topic.getValue().values().stream()
                      .anyMatch(place -> partIds.contains(place.partId())))
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::forget);
    }
  }

  /// @return whether new topics were read
  private boolean readTopics(Set<PartitionName> names) throws SQLException {
    Set<String> topics =
        names.stream()
            .map(PartitionName::topic)
            .filter(topic -> !known.containsKey(topic))
            .collect(Collectors.toSet());
    return !topics.isEmpty() && !read(connection -> readTopics(connection, topics)).isEmpty();
  }

  private interface Reading {
    Map<PartitionName, PartitionPlace> by(Connection connection) throws SQLException;
  }

  private Map<PartitionName, PartitionPlace> read(Reading reading) throws SQLException {
    Histories histories = transactions.histories();
    long generation = transactions.generation();
    long forgottenBefore = forgotten.get();
    Read read =
        transactions.run(
            connection -> new Read(reading.by(connection), histories.generation(connection)));
    if (read.generation() == generation) {
      histories.remember(generation, () -> remember(read.places(), forgottenBefore));
    }
    return read.places();
  }

  private record Read(Map<PartitionName, PartitionPlace> places, long generation) {}

  private void remember(Map<PartitionName, PartitionPlace> places, long forgottenBefore) {
    if (count.get() + places.size() > mostKnown) {
      clear();
    }
    places.forEach(
        (name, place) -> {
          if (known
                  .computeIfAbsent(name.topic(), _ -> new ConcurrentHashMap<>())
                  .put(name.number(), place)
              == null) {
            count.incrementAndGet();
          }
        });
    if (forgotten.get() != forgottenBefore) {
      places.keySet().stream().map(PartitionName::topic).distinct().forEach(this::drop);
    }
  }

  private @Nullable PartitionPlace remembered(PartitionName name) {
    Map<Integer, PartitionPlace> topic = known.get(name.topic());
    return topic == null ? null : topic.get(name.number());
  }

  private static Set<PartitionName> unknown(
      Collection<PartitionName> names, Map<PartitionName, PartitionPlace> places) {
    return names.stream().filter(name -> !places.containsKey(name)).collect(Collectors.toSet());
  }

  private Map<PartitionName, PartitionPlace> remembered(Collection<PartitionName> names) {
    Map<PartitionName, PartitionPlace> places = new HashMap<>();
    for (PartitionName name : names) {
      PartitionPlace place = remembered(name);
      if (place != null) {
        places.put(name, place);
      }
    }
    return places;
  }

  private static Map<PartitionName, PartitionPlace> read(
      Connection connection, Collection<PartitionName> names) throws SQLException {
    return Sql.of(
            connection,
            FIND,
            texts(names, PartitionName::topic),
            ints(names, PartitionName::number))
        .map(PartitionName::inRow, Partitions::place);
  }

  private static Map<PartitionName, PartitionPlace> readTopics(
      Connection connection, Collection<String> topics) throws SQLException {
    return Sql.of(connection, FIND_TOPICS, topics.toArray(String[]::new), MOST_AT_ONCE)
        .map(PartitionName::inRow, Partitions::place);
  }

  private static PartitionPlace place(ResultSet row) throws SQLException {
    return new PartitionPlace(row.getInt("part_id"), row.getInt("shard"));
  }

  public record PartitionPlace(int partId, int shard) {}
}
