package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.packing.PackedBatches;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps events in the manifest, each once: one transaction a call, whatever it holds.
///
/// Any number of calls may run at once, in any number of processes, also with the same events: the
/// rows of their producers are locked, in one order, in a statement of its own; judged is what a
/// second statement reads.
public final class Ingestion {
  private static final String ENSURE_PARTITIONS =
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

  private static final String FIND_PARTITIONS =
      """
      SELECT p.part_id, p.lane, p.topic, p.partition_number
      FROM log_partition p
      JOIN (SELECT DISTINCT topic, partition_number
            FROM unnest(?::text[], ?::int[]) AS u (topic, partition_number)) w
        ON p.topic = w.topic COLLATE "C" AND p.partition_number = w.partition_number
      """;

  private static final String ENSURE_PRODUCERS =
      """
      INSERT INTO producer (part_id, producer_id, epoch)
      SELECT DISTINCT w.part_id, w.producer_id COLLATE "C", w.epoch
      FROM unnest(?::int[], ?::text[], ?::int[]) AS w (part_id, producer_id, epoch)
      WHERE NOT EXISTS (
        SELECT FROM producer p
        WHERE p.part_id = w.part_id AND p.producer_id = w.producer_id COLLATE "C"
          AND p.epoch = w.epoch)
      ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING
      """;

  private static final String LOCK_PRODUCERS =
      """
      SELECT p.part_id, p.producer_id, p.epoch FROM producer p
      WHERE (p.part_id, p.producer_id) IN (
        SELECT w.part_id, w.producer_id COLLATE "C"
        FROM unnest(?::int[], ?::text[]) AS w (part_id, producer_id))
      ORDER BY p.part_id, p.producer_id, p.epoch
      FOR UPDATE
      """;

  private static final String READ_PRODUCERS =
      """
      SELECT p.part_id, p.producer_id, p.epoch, p.next_sequence FROM producer p
      WHERE (p.part_id, p.producer_id) IN (
        SELECT w.part_id, w.producer_id COLLATE "C"
        FROM unnest(?::int[], ?::text[]) AS w (part_id, producer_id))
      """;

  private static final String MOVE_PRODUCERS =
      """
      UPDATE producer p SET next_sequence = w.next_sequence
      FROM unnest(?::int[], ?::text[], ?::int[], ?::bigint[])
        AS w (part_id, producer_id, epoch, next_sequence)
      WHERE p.part_id = w.part_id AND p.producer_id = w.producer_id COLLATE "C"
        AND p.epoch = w.epoch AND p.next_sequence < w.next_sequence
      """;

  private static final String APPEND =
      "INSERT INTO manifest (lane, batch_count, part_ids, " + PackedBatches.COLUMNS + ") VALUES ";

  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final int COLUMNS_OF_A_ROW = 12;

  private record Partition(String topic, int number) {}

  /// @param lane in whose queue its batches wait
  private record Place(int partId, int lane) {}

  private record Producer(int partId, String producerId) {}

  private record ProducerEpoch(Producer producer, int epoch) {}

  private record Accepted(Place place, BatchAppended event) {}

  private final Transactions transactions;
  // A partition keeps its id and its lane for ever.
  private final Map<Partition, Place> knownPlaces = new ConcurrentHashMap<>();

  public Ingestion(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Judges the events in their order and keeps the accepted ones. When it returns, they are
  /// durable.
  ///
  /// @return for each event what became of it, in the same order
  /// @throws SQLException nothing is kept, or, when the answer to the commit was lost, all of it:
  ///     the same call again then answers duplicates
  public List<Admission> ingest(List<BatchAppended> events) throws SQLException {
    if (events.isEmpty()) {
      return List.of();
    }
    List<Place> places = places(events);
    Optional<List<Admission>> admissions = judge(events, places);
    if (admissions.isEmpty()) {
      ensureProducers(events, places);
      admissions = judge(events, places);
    }
    // Never judged without its row locked: that could accept a batch twice.
    return admissions.orElseThrow(
        () -> new IllegalStateException("a producer is not entered though it was"));
  }

  /// In one transaction.
  ///
  /// @return empty, and nothing is done, where a producer's epoch is seen for the first time
  private Optional<List<Admission>> judge(List<BatchAppended> events, List<Place> places)
      throws SQLException {
    return transactions.run(
        connection -> {
          List<Producer> producers = producers(events, places);
          // The next statement may read a row that was entered meanwhile: those that this one has
          // locked are ours to judge by, no others.
          if (!lock(connection, producers).containsAll(epochs(events, places))) {
            return Optional.empty();
          }
          Map<Producer, ProducerLedger> ledgers = readLedgers(connection, producers);
          List<Accepted> accepted = new ArrayList<>();
          Set<ProducerEpoch> moved = new LinkedHashSet<>();
          List<Admission> admissions = new ArrayList<>(events.size());
          for (int i = 0; i < events.size(); i++) {
            BatchAppended event = events.get(i);
            Producer producer = new Producer(places.get(i).partId(), event.producerId());
            Admission admission =
                ledger(ledgers, producer).admit(event.producerEpoch(), event.sequence());
            admissions.add(admission);
            if (admission instanceof Admission.Accepted) {
              accepted.add(new Accepted(places.get(i), event));
              moved.add(new ProducerEpoch(producer, event.producerEpoch()));
            }
          }
          if (!accepted.isEmpty()) {
            move(connection, ledgers, List.copyOf(moved));
            append(connection, accepted);
          }
          return Optional.of(admissions);
        });
  }

  private static Set<ProducerEpoch> epochs(List<BatchAppended> events, List<Place> places) {
    Set<ProducerEpoch> epochs = new HashSet<>();
    for (int i = 0; i < events.size(); i++) {
      BatchAppended event = events.get(i);
      epochs.add(
          new ProducerEpoch(
              new Producer(places.get(i).partId(), event.producerId()), event.producerEpoch()));
    }
    return epochs;
  }

  /// The place of each event. Partitions seen for the first time are entered in a transaction of
  /// their own, so that no lock is taken out of order later.
  private List<Place> places(List<BatchAppended> events) throws SQLException {
    List<BatchAppended> unknown =
        events.stream().filter(event -> !knownPlaces.containsKey(partition(event))).toList();
    if (!unknown.isEmpty()) {
      knownPlaces.putAll(enter(unknown));
    }
    List<Place> places = new ArrayList<>(events.size());
    for (BatchAppended event : events) {
      Place place = knownPlaces.get(partition(event));
      if (place == null) {
        throw new IllegalStateException("no partition for " + event.key());
      }
      places.add(place);
    }
    return places;
  }

  private Map<Partition, Place> enter(List<BatchAppended> events) throws SQLException {
    return transactions.run(
        connection -> {
          Array topics = texts(connection, events.stream().map(BatchAppended::topic).toList());
          int[] numbers = events.stream().mapToInt(BatchAppended::partition).toArray();
          Map<Partition, Place> found = findPartitions(connection, topics, numbers);
          if (events.stream().anyMatch(event -> !found.containsKey(partition(event)))) {
            try (PreparedStatement ensure = connection.prepareStatement(ENSURE_PARTITIONS)) {
              ensure.setArray(1, topics);
              ensure.setObject(2, numbers);
              ensure.executeUpdate();
            }
            found.putAll(findPartitions(connection, topics, numbers));
          }
          return found;
        });
  }

  /// In a transaction of its own, so that no lock is taken out of order later.
  private void ensureProducers(List<BatchAppended> events, List<Place> places) throws SQLException {
    transactions.run(
        connection -> {
          try (PreparedStatement ensure = connection.prepareStatement(ENSURE_PRODUCERS)) {
            ensure.setObject(1, places.stream().mapToInt(Place::partId).toArray());
            ensure.setArray(
                2, texts(connection, events.stream().map(BatchAppended::producerId).toList()));
            ensure.setObject(3, events.stream().mapToInt(BatchAppended::producerEpoch).toArray());
            return ensure.executeUpdate();
          }
        });
  }

  private static Map<Partition, Place> findPartitions(
      Connection connection, Array topics, int[] numbers) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND_PARTITIONS)) {
      find.setArray(1, topics);
      find.setObject(2, numbers);
      Map<Partition, Place> found = new HashMap<>();
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          found.put(
              new Partition(rows.getString("topic"), rows.getInt("partition_number")),
              new Place(rows.getInt("part_id"), rows.getInt("lane")));
        }
      }
      return found;
    }
  }

  private static List<Producer> producers(List<BatchAppended> events, List<Place> places) {
    Set<Producer> producers = new LinkedHashSet<>();
    for (int i = 0; i < events.size(); i++) {
      producers.add(new Producer(places.get(i).partId(), events.get(i).producerId()));
    }
    return List.copyOf(producers);
  }

  private static Set<ProducerEpoch> lock(Connection connection, List<Producer> producers)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK_PRODUCERS)) {
      bind(connection, lock, producers);
      Set<ProducerEpoch> locked = new HashSet<>();
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          locked.add(
              new ProducerEpoch(
                  new Producer(rows.getInt("part_id"), rows.getString("producer_id")),
                  rows.getInt("epoch")));
        }
      }
      return locked;
    }
  }

  private static Map<Producer, ProducerLedger> readLedgers(
      Connection connection, List<Producer> producers) throws SQLException {
    Map<Producer, Map<Integer, Long>> sequences = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(READ_PRODUCERS)) {
      bind(connection, read, producers);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          sequences
              .computeIfAbsent(
                  new Producer(rows.getInt("part_id"), rows.getString("producer_id")),
                  _ -> new HashMap<>())
              .put(rows.getInt("epoch"), rows.getLong("next_sequence"));
        }
      }
    }
    Map<Producer, ProducerLedger> ledgers = new HashMap<>();
    sequences.forEach((producer, next) -> ledgers.put(producer, new ProducerLedger(next)));
    return ledgers;
  }

  private static void bind(
      Connection connection, PreparedStatement statement, List<Producer> producers)
      throws SQLException {
    statement.setObject(1, producers.stream().mapToInt(Producer::partId).toArray());
    statement.setArray(2, texts(connection, producers.stream().map(Producer::producerId).toList()));
  }

  private static ProducerLedger ledger(Map<Producer, ProducerLedger> ledgers, Producer producer) {
    ProducerLedger ledger = ledgers.get(producer);
    if (ledger == null) {
      // Never judged without its row locked: that could accept a batch twice.
      throw new IllegalStateException("producer " + producer.producerId() + " is not entered");
    }
    return ledger;
  }

  private static void move(
      Connection connection, Map<Producer, ProducerLedger> ledgers, List<ProducerEpoch> moved)
      throws SQLException {
    try (PreparedStatement move = connection.prepareStatement(MOVE_PRODUCERS)) {
      move.setObject(1, moved.stream().mapToInt(m -> m.producer().partId()).toArray());
      move.setArray(
          2, texts(connection, moved.stream().map(m -> m.producer().producerId()).toList()));
      move.setObject(3, moved.stream().mapToInt(ProducerEpoch::epoch).toArray());
      move.setObject(
          4,
          moved.stream()
              .mapToLong(m -> ledger(ledgers, m.producer()).nextSequence(m.epoch()))
              .toArray());
      int rows = move.executeUpdate();
      if (rows != moved.size()) {
        throw new IllegalStateException(
            "moved " + rows + " producers where " + moved.size() + " had new batches");
      }
    }
  }

  /// A row for each lane.
  private static void append(Connection connection, List<Accepted> accepted) throws SQLException {
    Map<Integer, List<Accepted>> byLane = new TreeMap<>();
    for (Accepted one : accepted) {
      byLane.computeIfAbsent(one.place().lane(), _ -> new ArrayList<>()).add(one);
    }
    // One statement: were its connection lost in a batch, the driver would trip over its own feet.
    String append = APPEND + String.join(", ", Collections.nCopies(byLane.size(), ROW));
    try (PreparedStatement insert = connection.prepareStatement(append)) {
      int first = 1;
      for (Map.Entry<Integer, List<Accepted>> lane : byLane.entrySet()) {
        List<Accepted> batches = lane.getValue();
        insert.setInt(first, lane.getKey());
        insert.setInt(first + 1, batches.size());
        insert.setObject(
            first + 2, batches.stream().mapToInt(one -> one.place().partId()).toArray());
        PackedBatches.bind(
            connection, insert, first + 3, batches.stream().map(Accepted::event).toList());
        first += COLUMNS_OF_A_ROW;
      }
      insert.executeUpdate();
    }
  }

  private static Partition partition(BatchAppended event) {
    return new Partition(event.topic(), event.partition());
  }

  private static Array texts(Connection connection, List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray(String[]::new));
  }
}
