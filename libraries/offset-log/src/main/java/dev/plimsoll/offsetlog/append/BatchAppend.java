package dev.plimsoll.offsetlog.append;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.bytes;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.uuids;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.identity.ObjectName;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.history.HistoryChangedException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Append of single batches, one transaction a call. Duplicates are found later, when offsets are
/// given. Thread-safe, in any number of processes.
public final class BatchAppend {
  private static final String REFER =
      """
      INSERT INTO file (file_id, object_id, batch_refs, bucket, object_key)
      SELECT nextval('file_id_seq'), w.object_id, w.batch_refs, w.bucket, w.object_key
      FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[])
        AS w (object_id, batch_refs, bucket, object_key)
      ORDER BY w.object_id
      ON CONFLICT (object_id) DO UPDATE SET batch_refs = file.batch_refs + excluded.batch_refs
      RETURNING file_id, object_id
      """;
  private static final String APPEND =
      """
      INSERT INTO manifest (shard, batch_count, packed, producers)
      SELECT w.shard, w.batch_count, w.packed, nullif(w.producers, '')::int[]
      FROM unnest(?::int[], ?::int[], ?::bytea[], ?::text[])
        AS w (shard, batch_count, packed, producers)
      """;

  private final Transactions transactions;
  private final Partitions partitions;
  private final ProducerRefs producers;
  private final boolean autoCreate;

  /// @param autoCreate whether unknown partitions are created
  public BatchAppend(
      Transactions transactions,
      Partitions partitions,
      ProducerRefs producers,
      boolean autoCreate) {
    this.transactions = transactions;
    this.partitions = partitions;
    this.producers = producers;
    this.autoCreate = autoCreate;
  }

  /// Makes batches durable in the queues of their shards.
  ///
  /// @param events in the order in which they get their offsets
  /// @return partitions that the log does not have; their batches are not durable
  /// @throws SQLException nothing is durable, or all of it when the answer to the commit was
  ///     lost: the same call again then appends duplicates, which get no offsets
  public Set<PartitionName> append(List<BatchAppended> events) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return appendOnce(events);
      } catch (HistoryChangedException e) {
        if (attempt == FileNumbering.MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Set<PartitionName> appendOnce(List<BatchAppended> events) throws SQLException {
    long generation = transactions.generation();
    Set<PartitionName> names = events.stream().map(PartitionName::of).collect(Collectors.toSet());
    Map<PartitionName, PartitionPlace> places =
        autoCreate ? partitions.enter(names) : partitions.find(names);
    keep(
        events.stream().filter(event -> places.containsKey(PartitionName.of(event))).toList(),
        places,
        generation);
    names.removeAll(places.keySet());
    return names;
  }

  /// Creates the unknown partitions of a file that is appended next, where that is enabled.
  public void prepare(Collection<PartitionName> names) throws SQLException {
    if (autoCreate) {
      partitions.enter(names);
    }
  }

  private void keep(
      List<BatchAppended> events, Map<PartitionName, PartitionPlace> places, long generation)
      throws SQLException {
    if (events.isEmpty()) {
      return;
    }
    Map<String, Integer> refs =
        producers.refs(events.stream().map(BatchAppended::producerId).distinct().toList());
    transactions.run(
        connection -> {
          transactions.histories().require(connection, generation);
          Map<UUID, Long> files = refer(connection, events);
          Map<Integer, List<LogBatch>> byShard = new HashMap<>();
          for (BatchAppended event : events) {
            PartitionPlace place = Objects.requireNonNull(places.get(PartitionName.of(event)));
            byShard
                .computeIfAbsent(place.shard(), _ -> new ArrayList<>())
                .add(
                    batch(
                        event,
                        place.partId(),
                        Objects.requireNonNull(refs.get(event.producerId())),
                        Objects.requireNonNull(files.get(object(event).id()))));
          }
          return append(connection, ManifestRow.of(byShard));
        });
  }

  private static LogBatch batch(BatchAppended event, int partId, int producerRef, long fileId) {
    return new LogBatch(
        partId,
        event.recordCount(),
        producerRef,
        event.producerEpoch(),
        event.sequence(),
        fileId,
        event.object().byteOffset(),
        event.object().byteLength(),
        LogBatch.micros(event.maxTimestamp()));
  }

  private record Referred(UUID id, ObjectName object, int batches) {
    Referred another() {
      return new Referred(id, object, batches + 1);
    }
  }

  /// In the order of the objects' ids, so that no two polls wait for each other.
  ///
  /// @return the files' numbers by the objects' ids
  private static Map<UUID, Long> refer(Connection connection, List<BatchAppended> events)
      throws SQLException {
    Map<ObjectName, Referred> objects = new LinkedHashMap<>();
    for (BatchAppended event : events) {
      objects.compute(
          object(event),
          (object, known) ->
              known == null ? new Referred(object.id(), object, 1) : known.another());
    }
    List<Referred> referred = List.copyOf(objects.values());
    return Sql.of(
            connection,
            REFER,
            uuids(referred, Referred::id),
            ints(referred, Referred::batches),
            texts(referred, one -> one.object().bucket()),
            texts(referred, one -> one.object().key()))
        .map(row -> row.getObject("object_id", UUID.class), row -> row.getLong("file_id"));
  }

  /// @return the number of rows
  public static int append(Connection connection, List<ManifestRow> rows) throws SQLException {
    return Sql.of(
            connection,
            APPEND,
            ints(rows, ManifestRow::shard),
            ints(rows, ManifestRow::batchCount),
            bytes(rows, ManifestRow::packed),
            texts(rows, ManifestRow::producers))
        .update();
  }

  private static ObjectName object(BatchAppended event) {
    return new ObjectName(event.object().bucket(), event.object().key());
  }
}
