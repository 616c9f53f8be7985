package dev.plimsoll.offsetlog.assignment;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.bytes;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.PlacedPartition.Segment;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Reads the state by which batches are judged, and writes the result. Both in the caller's
/// transaction, which has locked the batches' shards before, in a statement of its own.
///
/// Locks come first on purpose: PostgreSQL 18.0 and 18.1 silently drop rows that one statement
/// locks and joins, and every version reads only the locked row anew after a wait. Batches are
/// judged by what the next statement reads, or by [KeptPartitions]. A partition is only updated
/// from the offset where it was read, else nothing is written.
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

  /// Joins only by a table's key: the planner does not know the length of arrays, and would
  /// compare two of 4,000 elements one by one.
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

  private PlacementStore() {}

  /// Reads the partitions and producers of these batches. Their shards are locked.
  public static Placement open(Connection connection, Collection<LogBatch> batches)
      throws SQLException {
    return open(connection, batches, new KeptPartitions.Shard());
  }

  /// @param known partitions that need not be read
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
    int[] sorted = partIds.stream().mapToInt(Integer::intValue).sorted().toArray();
    Sql.of(connection, READ, sorted).list(PlacementStore::partition).forEach(placement::add);
  }

  private static PlacedPartition partition(ResultSet row) throws SQLException {
    long nextOffset = row.getLong("next_offset");
    return new PlacedPartition(
        row.getInt("part_id"),
        nextOffset,
        row.getLong("bytes"),
        row.getLong("youngest_micros"),
        nextOffset == 0
            ? new PartitionProducers()
            : new PartitionProducers(row.getBytes("producers")));
  }

  private record ProducerKey(int partId, int producerRef) {}

  private record StoredEpoch(int partId, int producerRef, ProducerEpoch epoch) {}

  /// Of producers that the partition's row does not cover: mostly new ones.
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
    List<StoredEpoch> stored =
        Sql.of(
                connection,
                PRODUCERS,
                ints(others, ProducerKey::partId),
                ints(others, ProducerKey::producerRef))
            .list(
                row ->
                    new StoredEpoch(row.getInt("part_id"), row.getInt("producer_ref"), epoch(row)));
    for (StoredEpoch one : stored) {
      Objects.requireNonNull(placement.partition(one.partId()))
          .producers()
          .add(one.producerRef(), one.epoch());
    }
  }

  private static ProducerEpoch epoch(ResultSet row) throws SQLException {
    return ProducerEpoch.ofTable(
        row.getInt("epoch"), row.getLong("next_sequence"), row.getBytes("recent"));
  }

  /// Writes new offsets and released batches.
  ///
  /// @throws OvertakenException where a partition has moved, or a resent file is gone
  /// @throws PlimsollException CHECK_FAILED when written rows do not match; to be rolled back
  public static void store(Connection connection, Placement placement) throws SQLException {
    if (placement.placed() > 0) {
      storePlaced(connection, placement);
    }
    placement.released().store(connection);
  }

  private record StoredRows(int advanced, int stored) {}

  private static void storePlaced(Connection connection, Placement placement) throws SQLException {
    List<PlacedPartition> partitions = placement.moved();
    List<Segment> segments =
        partitions.stream().flatMap(partition -> partition.segments().stream()).toList();
    StoredRows counts =
        Sql.of(
                connection,
                STORE,
                ints(partitions, PlacedPartition::partId),
                longs(partitions, PlacedPartition::firstOffset),
                longs(partitions, PlacedPartition::nextOffset),
                longs(partitions, PlacedPartition::batches),
                longs(partitions, PlacedPartition::bytes),
                longs(partitions, PlacedPartition::youngestMicros),
                bytes(partitions, partition -> partition.producers().pack()),
                ints(segments, Segment::partId),
                longs(segments, Segment::baseOffset),
                longs(segments, segment -> segment.nextOffset() - 1),
                ints(segments, segment -> segment.batches().size()),
                longs(segments, Segment::bytes),
                longs(segments, Segment::youngestMicros),
                bytes(segments, segment -> BatchCodec.pack(segment.batches())))
            .one(row -> new StoredRows(row.getInt("advanced"), row.getInt("stored")));
    if (counts.advanced() != partitions.size()) {
      throw new OvertakenException("a partition moved on or was deleted meanwhile");
    }
    require(counts.stored() == segments.size(), "segments were stored");
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
    int rows =
        Sql.of(
                connection,
                RETIRE,
                ints(retired, RetiredProducer::partId),
                ints(retired, one -> one.producer().producerRef()),
                ints(retired, one -> one.epoch().number()),
                longs(retired, one -> one.epoch().nextSequence()),
                bytes(retired, one -> one.epoch().recent()))
            .update();
    require(rows == retired.size(), "producers got rows of their own");
  }

  /// Keeps refused batches for the dead letters, where no request waits for the answer.
  ///
  /// @throws PlimsollException as [#store]
  public static void refuse(Connection connection, List<Placement.Refusal> refusals)
      throws SQLException {
    if (refusals.isEmpty()) {
      return;
    }
    int rows =
        Sql.of(
                connection,
                REFUSE,
                texts(refusals, refusal -> refusal.why().code().value()),
                texts(refusals, refusal -> refusal.why().reason()),
                bytes(refusals, refusal -> BatchCodec.pack(List.of(refusal.batch()))))
            .update();
    require(rows == refusals.size(), "refusals were kept");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED, "offsets not given, rolled back: not as many " + what);
    }
  }
}
