package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Reads what batches are judged by, and writes what came of it: both in the caller's
/// transaction, which has locked the batches' shards before, in a statement of its own, and holds
/// them to its end. Whoever gives offsets goes this way.
///
/// That the locks come first is on purpose, and that batches are judged by what the next statement
/// reads, or by what this process left there ([KeptPartitions]): rows locked and joined in one
/// statement are silently dropped by PostgreSQL 18.0 and 18.1, and on every version only the locked
/// row itself is read anew after a wait. Offsets rest on more than the shards: a partition moves on
/// only from where it was read to stand, or nothing is written.
public final class PlacementStore {
  private static final String READ =
      """
      SELECT s.part_id, s.next_offset, s.bytes, s.youngest_micros, s.producers FROM partition_state s
      WHERE s.part_id = ANY (?)
      """;

  private static final String PRODUCERS =
      """
      SELECT p.part_id, p.producer_ref, p.epoch, p.next_sequence, p.recent
      FROM unnest(?::int[], ?::int[]) AS w (part_id, producer_ref)
      JOIN producer p ON p.part_id = w.part_id AND p.producer_ref = w.producer_ref
      """;

  /// It joins nothing but a table by its key: how long an array is, the planner cannot know, and
  /// two of 4,000 elements each would be compared one by one.
  private static final String STORE =
      """
      WITH advanced AS (
        UPDATE partition_state s
        SET next_offset = w.next_offset, batches = s.batches + w.batches,
          bytes = s.bytes + w.bytes, youngest_micros = w.youngest_micros, producers = w.producers
        FROM unnest(
          ?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])
          AS w (part_id, first_offset, next_offset, batches, bytes, youngest_micros, producers)
        WHERE s.part_id = w.part_id AND s.next_offset = w.first_offset
        RETURNING 1
      ), stored AS (
        INSERT INTO segment (part_id, base_offset, last_offset, batch_count, byte_count,
          youngest_micros, packed)
        SELECT * FROM unnest(
          ?::int[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::bytea[])
        RETURNING 1
      )
      SELECT (SELECT count(*) FROM advanced) AS advanced, (SELECT count(*) FROM stored) AS stored
      """;

  private static final String RETIRE =
      """
      INSERT INTO producer AS p (part_id, producer_ref, epoch, next_sequence, recent)
      SELECT * FROM unnest(?::int[], ?::int[], ?::int[], ?::bigint[], ?::bytea[])
      ON CONFLICT (part_id, producer_ref, epoch) DO UPDATE
      SET next_sequence = excluded.next_sequence, recent = excluded.recent, moved_at = now()
      """;

  private static final String REFUSE =
      """
      INSERT INTO refusal (code, reason, packed)
      SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[])
      """;

  /// In the order in which an ingestion takes them, so that neither waits for the other.
  private static final String LOCK_FILES =
      "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?) ORDER BY f.object_id FOR UPDATE";

  /// The object of a topic that owns its objects is ours to delete; of one that is gone nobody
  /// knows.
  private static final String OWNERS =
      """
      SELECT p.part_id FROM log_partition p JOIN log_topic t ON t.topic_id = p.topic_id
      WHERE p.part_id = ANY (?) AND t.owns_objects
      """;

  private static final String RELEASE =
      """
      UPDATE file f
      SET batch_refs = f.batch_refs - w.released, shared = f.shared OR w.shared
      FROM unnest(?::bigint[], ?::int[], ?::boolean[]) AS w (file_id, released, shared)
      WHERE f.file_id = w.file_id
      """;

  /// A producer whose batch was refused may send it again: within a day its object is there. One
  /// that is on the list already stays as it is: who works on it holds its row.
  private static final String DONE_WITH =
      """
      INSERT INTO unreferenced_file (file_id, due_at)
      SELECT f.file_id, now() + interval '1 day'
      FROM file f WHERE f.file_id = ANY (?) AND f.batch_refs = 0
      ON CONFLICT (file_id) DO NOTHING
      """;

  private PlacementStore() {}

  /// Reads where the partitions of these batches stand, and how far their producers have come
  /// there; those that wrote last come with the partition's row. Their shards are locked.
  public static Placement open(Connection connection, Collection<LogBatch> batches)
      throws SQLException {
    return open(connection, batches, new KeptPartitions.Shard());
  }

  /// @param known as they stand: they are not read
  static Placement open(
      Connection connection, Collection<LogBatch> batches, KeptPartitions.Shard known)
      throws SQLException {
    Placement placement = new Placement();
    Set<Integer> unknown = new HashSet<>();
    for (LogBatch batch : batches) {
      if (placement.partition(batch.partId()) == null) {
        PlacedPartition partition = known.find(batch.partId());
        if (partition == null) {
          unknown.add(batch.partId());
        } else {
          placement.add(partition);
        }
      }
    }
    if (!unknown.isEmpty()) {
      readPartitions(connection, unknown, placement);
    }
    readOthers(connection, batches, placement);
    FormerBatches.read(connection, batches, placement);
    return placement;
  }

  private static void readPartitions(
      Connection connection, Set<Integer> partIds, Placement placement) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setObject(1, partIds.stream().mapToInt(Integer::intValue).sorted().toArray());
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          long nextOffset = rows.getLong("next_offset");
          placement.add(
              new PlacedPartition(
                  rows.getInt("part_id"),
                  nextOffset,
                  rows.getLong("bytes"),
                  rows.getLong("youngest_micros"),
                  nextOffset == 0
                      ? new PartitionProducers()
                      : new PartitionProducers(rows.getBytes("producers"))));
        }
      }
    }
  }

  private record ProducerKey(int partId, int producerRef) {}

  /// Of those producers of which the partition's row does not say enough: new ones mostly.
  private static void readOthers(
      Connection connection, Collection<LogBatch> batches, Placement placement)
      throws SQLException {
    Set<ProducerKey> others = new LinkedHashSet<>();
    for (LogBatch batch : batches) {
      PlacedPartition partition = placement.partition(batch.partId());
      if (partition != null && !partition.producers().knows(batch.producerRef(), batch.epoch())) {
        others.add(new ProducerKey(batch.partId(), batch.producerRef()));
      }
    }
    if (others.isEmpty()) {
      return;
    }
    try (PreparedStatement read = connection.prepareStatement(PRODUCERS)) {
      read.setObject(1, others.stream().mapToInt(ProducerKey::partId).toArray());
      read.setObject(2, others.stream().mapToInt(ProducerKey::producerRef).toArray());
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          Objects.requireNonNull(placement.partition(rows.getInt("part_id")))
              .producers()
              .add(rows.getInt("producer_ref"), epoch(rows));
        }
      }
    }
  }

  private static ProducerEpoch epoch(ResultSet row) throws SQLException {
    return new ProducerEpoch(
        row.getInt("epoch"),
        row.getLong("next_sequence"),
        RecentOffsets.read(new NumberReader(row.getBytes("recent"), 0)),
        true);
  }

  /// Writes what came of it.
  ///
  /// @throws OvertakenException where a partition is not where it was read to be, or a file that
  ///     came again is gone
  /// @throws PlimsollException CHECK_FAILED when what was written is not what was placed; the
  ///     transaction is to be rolled back
  public static void store(Connection connection, Placement placement) throws SQLException {
    if (placement.placed() > 0) {
      storePlaced(connection, placement);
    }
    if (!placement.released().isEmpty()) {
      release(connection, placement.released(), placement.releasedBy());
    }
  }

  private static void storePlaced(Connection connection, Placement placement) throws SQLException {
    List<PlacedPartition> partitions = placement.moved();
    List<Segment> segments =
        partitions.stream().flatMap(partition -> partition.segments().stream()).toList();
    try (PreparedStatement store = connection.prepareStatement(STORE)) {
      ArrayParameters arrays = new ArrayParameters(store);
      arrays.ints(partitions, PlacedPartition::partId);
      arrays.longs(partitions, PlacedPartition::firstOffset);
      arrays.longs(partitions, PlacedPartition::nextOffset);
      arrays.longs(partitions, PlacedPartition::batches);
      arrays.longs(partitions, PlacedPartition::bytes);
      arrays.longs(partitions, PlacedPartition::youngestMicros);
      arrays.bytes(partitions, partition -> partition.producers().pack());
      arrays.ints(segments, Segment::partId);
      arrays.longs(segments, Segment::baseOffset);
      arrays.longs(segments, segment -> segment.nextOffset() - 1);
      arrays.ints(segments, segment -> segment.batches().size());
      arrays.longs(segments, Segment::bytes);
      arrays.longs(segments, Segment::youngestMicros);
      arrays.bytes(segments, segment -> BatchCodec.pack(segment.batches()));
      try (ResultSet counts = store.executeQuery()) {
        counts.next();
        if (counts.getInt("advanced") != partitions.size()) {
          throw new OvertakenException("a partition moved on or was deleted meanwhile");
        }
        require(counts.getInt("stored") == segments.size(), "segments were stored");
      }
    }
    int stored = segments.stream().mapToInt(segment -> segment.batches().size()).sum();
    require(stored == placement.placed(), "batches were packed");
    retire(connection, partitions);
  }

  private record RetiredProducer(int partId, PartitionProducers.Retired producer) {
    ProducerEpoch epoch() {
      return producer.epoch();
    }
  }

  private static void retire(Connection connection, List<PlacedPartition> partitions)
      throws SQLException {
    List<RetiredProducer> retired = new ArrayList<>();
    for (PlacedPartition partition : partitions) {
      for (PartitionProducers.Retired producer : partition.producers().retired()) {
        retired.add(new RetiredProducer(partition.partId(), producer));
      }
    }
    if (retired.isEmpty()) {
      return;
    }
    try (PreparedStatement retire = connection.prepareStatement(RETIRE)) {
      ArrayParameters arrays = new ArrayParameters(retire);
      arrays.ints(retired, RetiredProducer::partId);
      arrays.ints(retired, one -> one.producer().producerRef());
      arrays.ints(retired, one -> one.epoch().number());
      arrays.longs(retired, one -> one.epoch().nextSequence());
      arrays.bytes(retired, one -> recent(one.epoch()));
      require(retire.executeUpdate() == retired.size(), "producers got rows of their own");
    }
  }

  private static byte[] recent(ProducerEpoch epoch) {
    NumberWriter to = new NumberWriter(2 * RecentOffsets.MOST);
    epoch.recent().write(to);
    return to.bytes();
  }

  /// Keeps what was refused until the dead letters have it: for those who have no answer.
  ///
  /// @throws PlimsollException as [#store]
  public static void refuse(Connection connection, List<Placement.Refusal> refusals)
      throws SQLException {
    if (refusals.isEmpty()) {
      return;
    }
    try (PreparedStatement refuse = connection.prepareStatement(REFUSE)) {
      ArrayParameters arrays = new ArrayParameters(refuse);
      arrays.texts(refusals, refusal -> refusal.why().code().value());
      arrays.texts(refusals, refusal -> refusal.why().reason());
      arrays.bytes(refusals, refusal -> BatchCodec.pack(List.of(refusal.batch())));
      require(refuse.executeUpdate() == refusals.size(), "refusals were kept");
    }
  }

  /// Takes batches away from those that files count, since they are not in the log after all.
  ///
  /// @throws OvertakenException where a file is gone
  public static void release(Connection connection, Collection<LogBatch> batches)
      throws SQLException {
    Map<Long, Integer> released = new TreeMap<>();
    Map<Long, Set<Integer>> releasedBy = new HashMap<>();
    for (LogBatch batch : batches) {
      released.merge(batch.fileId(), 1, Integer::sum);
      releasedBy.computeIfAbsent(batch.fileId(), _ -> new HashSet<>()).add(batch.partId());
    }
    release(connection, released, releasedBy);
  }

  private static void release(
      Connection connection, Map<Long, Integer> released, Map<Long, Set<Integer>> releasedBy)
      throws SQLException {
    long[] fileIds = released.keySet().stream().mapToLong(Long::longValue).toArray();
    try (PreparedStatement lock = connection.prepareStatement(LOCK_FILES)) {
      lock.setObject(1, fileIds);
      int locked = 0;
      try (ResultSet rows = lock.executeQuery()) {
        while (rows.next()) {
          locked++;
        }
      }
      if (locked < released.size()) {
        throw new OvertakenException("a file was forgotten meanwhile");
      }
    }
    Set<Integer> owners = owners(connection, releasedBy);
    try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
      List<Map.Entry<Long, Integer>> files = List.copyOf(released.entrySet());
      ArrayParameters arrays = new ArrayParameters(release);
      arrays.longs(files, Map.Entry::getKey);
      arrays.ints(files, Map.Entry::getValue);
      arrays.booleans(
          files, file -> !owners.containsAll(releasedBy.getOrDefault(file.getKey(), Set.of())));
      require(release.executeUpdate() == files.size(), "files were released");
    }
    try (PreparedStatement done = connection.prepareStatement(DONE_WITH)) {
      done.setObject(1, fileIds);
      done.executeUpdate();
    }
  }

  /// Those of the partitions that released something whose topics own their objects.
  private static Set<Integer> owners(Connection connection, Map<Long, Set<Integer>> releasedBy)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(OWNERS)) {
      read.setObject(
          1,
          releasedBy.values().stream()
              .flatMap(Set::stream)
              .mapToInt(Integer::intValue)
              .distinct()
              .toArray());
      Set<Integer> owners = new HashSet<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          owners.add(rows.getInt("part_id"));
        }
      }
      return owners;
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED, "offsets not given, rolled back: not as many " + what);
    }
  }
}
