package dev.plimsoll.offsetlog.assignment;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/// Batches whose sequences come again, read from their segments to tell a conflict from a
/// duplicate. Only those whose offsets a [ProducerEpoch] remembers; nothing is read where no
/// sequence comes again.
final class FormerBatches {
  private static final String READ =
      """
      SELECT g.part_id, g.base_offset, g.packed
      FROM (
        SELECT DISTINCT w.part_id, (
          SELECT s.last_offset FROM segment s
          WHERE s.part_id = w.part_id AND s.last_offset >= w.base_offset
          ORDER BY s.last_offset LIMIT 1) AS last_offset
        FROM unnest(?::int[], ?::bigint[]) AS w (part_id, base_offset)) d
      JOIN segment g ON g.part_id = d.part_id AND g.last_offset = d.last_offset
      """;

  /// Reads happen under the shard's lock. Beyond this number, identity alone decides.
  private static final int MOST = 10_000;

  private record Place(int partId, long base) {}

  private FormerBatches() {}

  static void read(Connection connection, Collection<LogBatch> batches, Placement placement)
      throws SQLException {
    Set<Place> places = places(batches, placement);
    if (places.isEmpty()) {
      return;
    }
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setObject(1, ints(places, Place::partId));
      read.setObject(2, longs(places, Place::base));
      read.setFetchSize(PlacedPartition.MOST_IN_A_SEGMENT);
      try (ResultSet segments = read.executeQuery()) {
        while (segments.next()) {
          add(segments, places, placement);
        }
      }
    }
  }

  private static Set<Place> places(Collection<LogBatch> batches, Placement placement) {
    Set<Place> places = new LinkedHashSet<>(0);
    for (LogBatch batch : batches) {
      PlacedPartition partition = placement.partition(batch.partId());
      if (partition != null && places.size() < MOST) {
        OptionalLong base =
            partition.producers().placedAt(batch.producerRef(), batch.epoch(), batch.sequence());
        if (base.isPresent()) {
          places.add(new Place(batch.partId(), base.getAsLong()));
        }
      }
    }
    return places;
  }

  private static void add(ResultSet segment, Set<Place> places, Placement placement)
      throws SQLException {
    int partId = segment.getInt("part_id");
    PlacedPartition partition = Objects.requireNonNull(placement.partition(partId));
    long base = segment.getLong("base_offset");
    for (LogBatch batch : BatchCodec.unpack(segment.getBytes("packed"))) {
      if (places.contains(new Place(partId, base))) {
        partition.had(base, batch.recordCount());
      }
      base += batch.recordCount();
    }
  }
}
