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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
        INSERT INTO log_partition (topic, partition_number)
        SELECT w.topic, w.partition_number FROM wanted w
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
      SELECT p.part_id, p.topic, p.partition_number
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
      SELECT p.epoch FROM producer p
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

  // The batches come sorted by partition; each row takes its slice of every array.
  private static final String APPEND =
      """
      INSERT INTO manifest (part_id, batch_count, record_count, %s)
      SELECT s.part_id, s.last - s.first + 1, s.records,
        (a.counts)[s.first:s.last], (a.producers)[s.first:s.last], (a.epochs)[s.first:s.last],
        (a.sequences)[s.first:s.last], (a.buckets)[s.first:s.last], (a.keys)[s.first:s.last],
        (a.byte_offsets)[s.first:s.last], (a.byte_lengths)[s.first:s.last],
        (a.timestamps)[s.first:s.last]
      FROM unnest(?::int[], ?::int[], ?::int[], ?::bigint[]) AS s (part_id, first, last, records)
      CROSS JOIN (
        VALUES (?::bigint[], ?::text[], ?::int[], ?::bigint[], ?::text[], ?::text[], ?::bigint[],
                ?::bigint[], ?::bigint[]))
        AS a (counts, producers, epochs, sequences, buckets, keys, byte_offsets, byte_lengths,
              timestamps)
      """
          .formatted(PackedBatches.COLUMNS);

  private record Partition(String topic, int number) {}

  private record Producer(int partId, String producerId) {}

  private record ProducerEpoch(Producer producer, int epoch) {}

  private final Transactions transactions;

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
    List<Integer> partIds = partIds(events);
    return transactions.run(
        connection -> {
          Map<Producer, ProducerLedger> ledgers =
              lockLedgers(connection, producers(events, partIds));
          Map<Integer, List<BatchAppended>> accepted = new TreeMap<>();
          Set<ProducerEpoch> moved = new LinkedHashSet<>();
          List<Admission> admissions = new ArrayList<>(events.size());
          for (int i = 0; i < events.size(); i++) {
            BatchAppended event = events.get(i);
            Producer producer = new Producer(partIds.get(i), event.producerId());
            Admission admission =
                ledger(ledgers, producer).admit(event.producerEpoch(), event.sequence());
            admissions.add(admission);
            if (admission instanceof Admission.Accepted) {
              accepted.computeIfAbsent(partIds.get(i), _ -> new ArrayList<>()).add(event);
              moved.add(new ProducerEpoch(producer, event.producerEpoch()));
            }
          }
          if (!accepted.isEmpty()) {
            move(connection, ledgers, List.copyOf(moved));
            append(connection, accepted);
          }
          return admissions;
        });
  }

  /// The partition of each event. Partitions and producers seen for the first time are entered in
  /// a
  /// transaction of their own, so that no lock is taken out of order later.
  private List<Integer> partIds(List<BatchAppended> events) throws SQLException {
    return transactions.run(
        connection -> {
          Array topics = texts(connection, events.stream().map(BatchAppended::topic).toList());
          int[] numbers = events.stream().mapToInt(BatchAppended::partition).toArray();
          Map<Partition, Integer> known = findPartitions(connection, topics, numbers);
          if (events.stream().anyMatch(event -> !known.containsKey(partition(event)))) {
            try (PreparedStatement ensure = connection.prepareStatement(ENSURE_PARTITIONS)) {
              ensure.setArray(1, topics);
              ensure.setObject(2, numbers);
              ensure.executeUpdate();
            }
            known.putAll(findPartitions(connection, topics, numbers));
          }
          List<Integer> partIds = new ArrayList<>(events.size());
          for (BatchAppended event : events) {
            Integer partId = known.get(partition(event));
            if (partId == null) {
              throw new IllegalStateException("no partition for " + event.key());
            }
            partIds.add(partId);
          }
          try (PreparedStatement ensure = connection.prepareStatement(ENSURE_PRODUCERS)) {
            ensure.setObject(1, ints(partIds));
            ensure.setArray(
                2, texts(connection, events.stream().map(BatchAppended::producerId).toList()));
            ensure.setObject(3, events.stream().mapToInt(BatchAppended::producerEpoch).toArray());
            ensure.executeUpdate();
          }
          return partIds;
        });
  }

  private static Map<Partition, Integer> findPartitions(
      Connection connection, Array topics, int[] numbers) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND_PARTITIONS)) {
      find.setArray(1, topics);
      find.setObject(2, numbers);
      Map<Partition, Integer> found = new HashMap<>();
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          found.put(
              new Partition(rows.getString("topic"), rows.getInt("partition_number")),
              rows.getInt("part_id"));
        }
      }
      return found;
    }
  }

  private static List<Producer> producers(List<BatchAppended> events, List<Integer> partIds) {
    Set<Producer> producers = new LinkedHashSet<>();
    for (int i = 0; i < events.size(); i++) {
      producers.add(new Producer(partIds.get(i), events.get(i).producerId()));
    }
    return List.copyOf(producers);
  }

  private static Map<Producer, ProducerLedger> lockLedgers(
      Connection connection, List<Producer> producers) throws SQLException {
    int[] partIds = producers.stream().mapToInt(Producer::partId).toArray();
    Array names = texts(connection, producers.stream().map(Producer::producerId).toList());
    try (PreparedStatement lock = connection.prepareStatement(LOCK_PRODUCERS)) {
      lock.setObject(1, partIds);
      lock.setArray(2, names);
      lock.execute();
    }
    Map<Producer, Map<Integer, Long>> sequences = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(READ_PRODUCERS)) {
      read.setObject(1, partIds);
      read.setArray(2, names);
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
    Map<Producer, ProducerLedger> ledgers = new LinkedHashMap<>();
    sequences.forEach((producer, next) -> ledgers.put(producer, new ProducerLedger(next)));
    return ledgers;
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

  private static void append(Connection connection, Map<Integer, List<BatchAppended>> accepted)
      throws SQLException {
    int[] partIds = new int[accepted.size()];
    int[] firsts = new int[accepted.size()];
    int[] lasts = new int[accepted.size()];
    long[] records = new long[accepted.size()];
    List<BatchAppended> all = new ArrayList<>();
    int row = 0;
    for (Map.Entry<Integer, List<BatchAppended>> entry : accepted.entrySet()) {
      List<BatchAppended> batches = entry.getValue();
      partIds[row] = entry.getKey();
      firsts[row] = all.size() + 1;
      all.addAll(batches);
      lasts[row] = all.size();
      records[row] = batches.stream().mapToLong(BatchAppended::recordCount).sum();
      row++;
    }
    try (PreparedStatement append = connection.prepareStatement(APPEND)) {
      append.setObject(1, partIds);
      append.setObject(2, firsts);
      append.setObject(3, lasts);
      append.setObject(4, records);
      PackedBatches.bind(connection, append, 5, all);
      append.executeUpdate();
    }
  }

  private static Partition partition(BatchAppended event) {
    return new Partition(event.topic(), event.partition());
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Array texts(Connection connection, List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray(String[]::new));
  }
}
