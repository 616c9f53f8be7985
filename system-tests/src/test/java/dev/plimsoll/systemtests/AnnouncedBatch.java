package dev.plimsoll.systemtests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// A batch that has offsets in the log, read past the materializer's API.
///
/// @param offset of its first record
record AnnouncedBatch(
    String topic, int partition, long offset, long records, String producer, String objectKey) {
  private static final String IN_LOG =
      """
      SELECT p.topic, p.partition_number, b.producer_id, b.object_key, b.record_count,
             s.base_offset - b.record_count + sum(b.record_count) OVER (
               PARTITION BY s.part_id, s.last_offset ORDER BY b.place) AS base_offset
      FROM materializer.segment s
      JOIN materializer.log_partition p USING (part_id)
      CROSS JOIN LATERAL unnest(s.object_keys, s.record_counts, s.producer_ids)
        WITH ORDINALITY AS b (object_key, record_count, producer_id, place)
      WHERE p.topic = ANY (?)
      ORDER BY p.topic, p.partition_number, s.last_offset, b.place
      """;

  private static final String TOLD_OF =
      """
      SELECT b.object_key
      FROM sync.batch b JOIN sync.extract_table t ON t.id = b.table_id
      WHERE t.extract_id = ?
      """;

  /// Of these log topics, in the order of partitions and offsets.
  ///
  /// @param control a session on the services' own database
  static List<AnnouncedBatch> inLog(Connection control, Collection<String> topics)
      throws SQLException {
    List<AnnouncedBatch> batches = new ArrayList<>();
    try (PreparedStatement query = control.prepareStatement(IN_LOG)) {
      query.setArray(1, control.createArrayOf("text", topics.toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          batches.add(
              new AnnouncedBatch(
                  row.getString("topic"),
                  row.getInt("partition_number"),
                  row.getLong("base_offset"),
                  row.getLong("record_count"),
                  row.getString("producer_id"),
                  row.getString("object_key")));
        }
      }
    }
    return batches;
  }

  /// Keys of the objects that the sync service believes to have told of.
  ///
  /// @param control a session on the services' own database
  static Set<String> keysToldOf(Connection control, UUID extractId) throws SQLException {
    Set<String> keys = new TreeSet<>();
    try (PreparedStatement query = control.prepareStatement(TOLD_OF)) {
      query.setObject(1, extractId);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          keys.add(row.getString(1));
        }
      }
    }
    return keys;
  }

  /// Batches, in the order of [#inLog], that do not begin where the one before has ended.
  static List<AnnouncedBatch> misplaced(List<AnnouncedBatch> batches) {
    List<AnnouncedBatch> misplaced = new ArrayList<>();
    String partition = "";
    long next = 0;
    for (AnnouncedBatch batch : batches) {
      String own = batch.topic + "/" + batch.partition;
      if (!own.equals(partition)) {
        partition = own;
        next = 0;
      }
      if (batch.offset != next) {
        misplaced.add(batch);
      }
      next = batch.offset + batch.records;
    }
    return misplaced;
  }
}
