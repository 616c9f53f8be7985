package dev.plimsoll.systemtests;

import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
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
      SELECT p.topic, p.partition_number, s.base_offset, s.packed
      FROM materializer.segment s
      JOIN materializer.log_partition p USING (part_id)
      WHERE p.topic = ANY (?)
      ORDER BY p.topic, p.partition_number, s.last_offset
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
          PartitionName partition =
              new PartitionName(row.getString("topic"), row.getInt("partition_number"));
          List<LogBatch> packed = BatchCodec.unpack(row.getBytes("packed"));
          Names names = names(control, packed);
          long base = row.getLong("base_offset");
          for (LogBatch batch : packed) {
            batches.add(
                new AnnouncedBatch(
                    partition.topic(),
                    partition.number(),
                    base,
                    batch.recordCount(),
                    names.producer(batch),
                    names.range(batch).key()));
            base += batch.recordCount();
          }
        }
      }
    }
    return batches;
  }

  private static Names names(Connection control, List<LogBatch> batches) throws SQLException {
    String schema = control.getSchema();
    control.setSchema("materializer");
    try {
      return Names.of(control, batches);
    } finally {
      control.setSchema(schema);
    }
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
