package dev.plimsoll.offsetlog.recovery;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.uuids;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.assignment.Shards;
import dev.plimsoll.offsetlog.identity.NewPartitions;
import dev.plimsoll.offsetlog.identity.ObjectName;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Recovery of batches that were published with their offsets and that the database does not
/// have: it was restored from an older copy. They get the same offsets once more, so that none is
/// given to another batch.
///
/// To be used while nobody gives offsets. Not thread-safe.
public final class LogRecovery {
  /// Files are numbered in the order of their acceptance, or nearly so.
  private static final String LIVED_UNTIL =
      """
      SELECT l.lived_until FROM (
        SELECT greatest(
          (SELECT f.accepted_at FROM file f ORDER BY f.file_id DESC LIMIT 1),
          (SELECT max(t.created_at) FROM log_topic t),
          (SELECT max(t.deleted_at) FROM log_topic t)) AS lived_until) l
      WHERE l.lived_until IS NOT NULL
      """;

  /// A topic is as old as its first batch, or the next ones would be taken for a former life's.
  private static final String AS_OLD =
      """
      UPDATE log_topic t SET created_at = least(t.created_at, to_timestamp(w.millis / 1000.0))
      FROM unnest(?::text[], ?::bigint[]) AS w (topic, millis)
      WHERE t.name = w.topic COLLATE "C" AND t.deleted_at IS NULL
      """;

  private static final String REFER =
      """
      INSERT INTO file (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      SELECT nextval('file_id_seq'), w.object_id, ?, w.batch_refs, w.bucket, w.object_key
      FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[])
        AS w (object_id, batch_refs, bucket, object_key)
      ORDER BY w.object_id
      ON CONFLICT (object_id) DO UPDATE SET batch_refs = file.batch_refs + excluded.batch_refs
      RETURNING file_id, object_id
      """;

  private static final String PUBLISHED =
      """
      UPDATE publication u SET next_offset = w.next_offset
      FROM unnest(?::int[], ?::bigint[]) AS w (part_id, next_offset)
      WHERE u.part_id = w.part_id AND u.next_offset < w.next_offset
      """;

  private final Transactions transactions;
  private final Partitions partitions;
  private final ProducerRefs producers;
  private final Map<PartitionName, String> misfits = new LinkedHashMap<>();
  private final Map<PartitionName, String> gaps = new LinkedHashMap<>();

  /// A batch does not fit: its partition is left as it is.
  private static final class MisfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PartitionName partition;

    MisfitException(PartitionName partition, String why) {
      super(why);
      this.partition = partition;
    }
  }

  public LogRecovery(Transactions transactions, Partitions partitions, ProducerRefs producers) {
    this.transactions = transactions;
    this.partitions = partitions;
    this.producers = producers;
  }

  /// Whether the log lacks one of these batches.
  public boolean lacksAny(Collection<PublishedBatch> published) throws SQLException {
    return !lacking(published).isEmpty();
  }

  /// A moment at which this database was in use, so that whatever it lacks came later; empty for a
  /// database that never was.
  public Optional<Instant> livedUntil() throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(connection, LIVED_UNTIL).first(row -> Columns.instant(row, "lived_until")));
  }

  /// Partitions that could not be recovered since published batches before the next one are
  /// missing in what was taken: to be taken once more, from further back.
  public Map<PartitionName, String> gaps() {
    return Map.copyOf(gaps);
  }

  /// Partitions that were left as they are, since others have the offsets of published batches:
  /// they were given again before.
  public Map<PartitionName, String> misfits() {
    return Map.copyOf(misfits);
  }

  /// Tries partitions with gaps once more.
  public void again() {
    gaps.clear();
  }

  /// Takes those batches in that the log lacks, one transaction.
  ///
  /// @param published in the order of `log.commits`
  /// @return how many were taken in
  public int take(List<PublishedBatch> published) throws SQLException {
    while (true) {
      try {
        return takeFitting(published);
      } catch (MisfitException e) {
        misfits.put(e.partition, Objects.requireNonNull(e.getMessage()));
      }
    }
  }

  private Map<PartitionName, PartitionPosition> positions(Collection<PublishedBatch> published)
      throws SQLException {
    Set<PartitionName> names =
        published.stream().map(PublishedBatch::partition).collect(Collectors.toSet());
    return transactions.statements(connection -> PartitionPosition.read(connection, names));
  }

  private List<PublishedBatch> lacking(Collection<PublishedBatch> published) throws SQLException {
    Map<PartitionName, PartitionPosition> positions = positions(published);
    return published.stream()
        .filter(one -> PartitionPosition.in(positions, one).lacks(one))
        .filter(one -> !misfits.containsKey(one.partition()) && !gaps.containsKey(one.partition()))
        .toList();
  }

  private int takeFitting(List<PublishedBatch> published) throws SQLException {
    List<PublishedBatch> lacking = lacking(published);
    if (lacking.isEmpty()) {
      return 0;
    }
    enter(lacking);
    long generation = transactions.generation();
    Map<PartitionName, PartitionPlace> places =
        partitions.find(lacking.stream().map(PublishedBatch::partition).toList());
    Map<String, Integer> refs =
        producers.refs(lacking.stream().map(one -> one.batch().producerId()).distinct().toList());
    return transactions.run(
        connection -> {
          transactions.histories().require(connection, generation);
          Shards.lock(connection, places.values().stream().map(PartitionPlace::shard).toList());
          List<PublishedBatch> next = contiguous(connection, lacking);
          if (!next.isEmpty()) {
            place(connection, next, places, refs);
          }
          return next.size();
        });
  }

  private void enter(List<PublishedBatch> lacking) throws SQLException {
    Map<PartitionName, PartitionPosition> positions = positions(lacking);
    Map<String, Long> newTopics = new HashMap<>();
    for (PublishedBatch one : lacking) {
      if (PartitionPosition.in(positions, one).isWithoutTopic()) {
        newTopics.merge(one.batch().topic(), one.committedMillis(), Math::min);
      }
    }
    transactions.run(
        connection -> {
          NewPartitions.enter(
              connection, lacking.stream().map(PublishedBatch::partition).distinct().toList());
          return Sql.of(
                  connection,
                  AS_OLD,
                  texts(newTopics.keySet(), topic -> topic),
                  longs(newTopics.values()))
              .update();
        });
  }

  /// Those that follow where their partitions stand, now that nobody moves them.
  private List<PublishedBatch> contiguous(Connection connection, List<PublishedBatch> lacking)
      throws SQLException {
    Map<PartitionName, PartitionPosition> positions =
        PartitionPosition.read(
            connection, lacking.stream().map(PublishedBatch::partition).distinct().toList());
    Map<PartitionName, Long> reached = new HashMap<>();
    List<PublishedBatch> next = new ArrayList<>();
    for (PublishedBatch one : lacking) {
      PartitionName partition = one.partition();
      BatchCommitted batch = one.batch();
      long at =
          reached.computeIfAbsent(partition, _ -> PartitionPosition.in(positions, one).next());
      if (gaps.containsKey(partition) || batch.nextOffset() <= at) {
        continue; // published twice
      }
      if (batch.baseOffset() > at) {
        gaps.put(
            partition,
            "%s is at offset %d, and the next batch that log.commits has begins at %d"
                .formatted(partition, at, batch.baseOffset()));
      } else if (batch.baseOffset() < at) {
        throw new MisfitException(
            partition,
            "%s is at offset %d, within the published batch of [%d, %d)"
                .formatted(partition, at, batch.baseOffset(), batch.nextOffset()));
      } else {
        next.add(one);
        reached.put(partition, batch.nextOffset());
      }
    }
    return next;
  }

  private static void place(
      Connection connection,
      List<PublishedBatch> next,
      Map<PartitionName, PartitionPlace> places,
      Map<String, Integer> refs)
      throws SQLException {
    Map<UUID, Long> files = refer(connection, next);
    List<LogBatch> batches = new ArrayList<>(next.size());
    for (PublishedBatch one : next) {
      batches.add(numbered(one.batch(), places, refs, files));
    }
    Placement placement = PlacementStore.open(connection, batches);
    Map<Integer, Long> reached = new LinkedHashMap<>();
    for (int i = 0; i < batches.size(); i++) {
      BatchCommitted published = next.get(i).batch();
      Admission admission = placement.place(batches.get(i));
      if (!admission.equals(new Admission.Placed(published.baseOffset()))) {
        throw new MisfitException(
            next.get(i).partition(),
            "the batch published at offset %d of %s does not fit what its producer has there: %s"
                .formatted(published.baseOffset(), next.get(i).partition(), admission));
      }
      reached.put(batches.get(i).partId(), published.nextOffset());
    }
    PlacementStore.store(connection, placement);
    int moved =
        Sql.of(connection, PUBLISHED, ints(reached.keySet()), longs(reached.values())).update();
    if (moved != reached.size()) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "%d partitions counted as published where %d were recovered; rolled back"
              .formatted(moved, reached.size()));
    }
  }

  private static LogBatch numbered(
      BatchCommitted batch,
      Map<PartitionName, PartitionPlace> places,
      Map<String, Integer> refs,
      Map<UUID, Long> files) {
    PartitionName partition = new PartitionName(batch.topic(), batch.partition());
    return new LogBatch(
        Objects.requireNonNull(places.get(partition), "just entered").partId(),
        batch.recordCount(),
        Objects.requireNonNull(refs.get(batch.producerId()), "just asked for"),
        batch.producerEpoch(),
        batch.sequence(),
        Objects.requireNonNull(files.get(object(batch).id()), "just referred to"),
        batch.object().byteOffset(),
        batch.object().byteLength(),
        LogBatch.micros(batch.maxTimestamp()));
  }

  private static ObjectName object(BatchCommitted batch) {
    return new ObjectName(batch.object().bucket(), batch.object().key());
  }

  /// Of a file that came whole it is not known which other batches it had.
  private static Map<UUID, Long> refer(Connection connection, List<PublishedBatch> next)
      throws SQLException {
    Map<ObjectName, Integer> counts = new LinkedHashMap<>();
    next.forEach(one -> counts.merge(object(one.batch()), 1, Integer::sum));
    Set<ObjectName> objects = counts.keySet();
    return Sql.of(
            connection,
            REFER,
            LogFile.PARTLY_KNOWN,
            uuids(objects, ObjectName::id),
            ints(counts.values()),
            texts(objects, ObjectName::bucket),
            texts(objects, ObjectName::key))
        .map(row -> row.getObject("object_id", UUID.class), row -> row.getLong("file_id"));
  }
}
