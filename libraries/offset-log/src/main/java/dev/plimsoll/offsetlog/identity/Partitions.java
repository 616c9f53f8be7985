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
import java.util.HashSet;
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

/// A cache of partitions' numbers and shards: looked up once, since a partition keeps its number
/// and its shard for as long as it is there, and the database does not go back in time. A deleted
/// partition does no harm here: whoever gives offsets sees that it is gone. It is to be forgotten
/// soon, since a topic of that name may be made anew. Of what is not there nothing is remembered.
public final class Partitions {
  private static final String FIND =
      """
      SELECT p.part_id, p.shard, p.topic, p.partition_number
      FROM log_partition p
      JOIN (SELECT DISTINCT topic, partition_number
            FROM unnest(?::text[], ?::int[]) AS u (topic, partition_number)) w
        ON p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number
      """;

  /// What comes first of a topic is followed by others of it: they are read together.
  private static final String FIND_TOPICS =
      """
      SELECT p.part_id, p.shard, p.topic, p.partition_number
      FROM log_partition p WHERE p.topic = ANY (?::text[]) LIMIT ?
      """;

  private static final int MOST_AT_ONCE = 50_000;

  /// Partitions kept in memory, some 100 bytes each: beyond that they are looked up anew.
  public static final int MOST_KNOWN = 500_000;

  private final Transactions transactions;
  private final int mostKnown;

  /// By topic and number.
  private final Map<String, Map<Integer, PartitionPlace>> known = new ConcurrentHashMap<>();

  /// Partitions that are known, or a few more.
  private final AtomicInteger count = new AtomicInteger();

  /// Told of each topic that is forgotten.
  private final List<Consumer<String>> forgetting = new CopyOnWriteArrayList<>();

  /// How often something was forgotten: what was read before is not remembered after.
  private final AtomicLong forgotten = new AtomicLong();

  /// @param mostKnown partitions to remember, such as [#MOST_KNOWN]
  public Partitions(Transactions transactions, int mostKnown) {
    this.transactions = transactions;
    this.mostKnown = mostKnown;
    transactions.histories().forgetBy(this::clear);
  }

  /// The places of these, in their order: of files that come again and again, looked up once each.
  ///
  /// @throws PlimsollException UNKNOWN_PARTITION for one that there is not
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

  /// The numbers of those that are remembered: nothing is looked up.
  public Set<Integer> partIdsRemembered(Collection<PartitionName> names) {
    return remembered(names).values().stream()
        .map(PartitionPlace::partId)
        .collect(Collectors.toSet());
  }

  /// The shards of those that are remembered: nothing is looked up.
  public Set<Integer> shardsRemembered(Collection<PartitionName> names) {
    return remembered(names).values().stream()
        .map(PartitionPlace::shard)
        .collect(Collectors.toSet());
  }

  /// The places of those that there are.
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

  /// The places of all, entered in a transaction of their own where they are new, so that no lock
  /// is taken out of order later.
  public Map<PartitionName, PartitionPlace> enter(Collection<PartitionName> names)
      throws SQLException {
    Map<PartitionName, PartitionPlace> places = find(names);
    Set<PartitionName> unknown = unknown(names, places);
    // Not all of them only where a topic was deleted at that moment: then it is made anew.
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

  /// Forgets what may have changed: a topic was deleted, or made anew.
  public void forget(String topic) {
    forgotten.incrementAndGet();
    drop(topic);
    forgetting.forEach(also -> also.accept(topic));
  }

  /// For whoever remembers something of topics by their names.
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

  /// Topics that are remembered.
  int topicsKnown() {
    return known.size();
  }

  /// Forgets the topics of these, which turned out to be gone.
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

  /// @return whether there were any of which nothing was known, and now is
  private boolean readTopics(Set<PartitionName> names) throws SQLException {
    Set<String> topics = new HashSet<>();
    for (PartitionName name : names) {
      if (!known.containsKey(name.topic())) {
        topics.add(name.topic());
      }
    }
    if (topics.isEmpty()) {
      return false;
    }
    return !read(connection -> readTopics(connection, topics)).isEmpty();
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
        .map(Partitions::name, Partitions::place);
  }

  private static Map<PartitionName, PartitionPlace> readTopics(
      Connection connection, Collection<String> topics) throws SQLException {
    return Sql.of(connection, FIND_TOPICS, topics.toArray(String[]::new), MOST_AT_ONCE)
        .map(Partitions::name, Partitions::place);
  }

  private static PartitionName name(ResultSet row) throws SQLException {
    return new PartitionName(row.getString("topic"), row.getInt("partition_number"));
  }

  private static PartitionPlace place(ResultSet row) throws SQLException {
    return new PartitionPlace(row.getInt("part_id"), row.getInt("shard"));
  }
}
