package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/// Names behind the numbers in batches, read in the caller's transaction.
public final class Names {
  private static final String PRODUCERS =
      "SELECT n.producer_ref, n.name FROM producer_name n WHERE n.producer_ref = ANY (?)";
  private static final String PARTITION =
      """
      SELECT t.name AS topic, p.partition_number
      FROM log_partition p JOIN log_topic t ON t.topic_id = p.topic_id
      WHERE p.part_id = ?
      """;
  private static final String FILES =
      "SELECT f.file_id, f.bucket, f.object_key FROM file f WHERE f.file_id = ANY (?)";

  private final Map<Integer, String> producers;
  private final Map<Long, ObjectName> objects;

  private Names(Map<Integer, String> producers, Map<Long, ObjectName> objects) {
    this.producers = producers;
    this.objects = objects;
  }

  public static Names of(Connection connection, Collection<LogBatch> batches) throws SQLException {
    int[] refs = batches.stream().mapToInt(LogBatch::producerRef).distinct().sorted().toArray();
    long[] files = batches.stream().mapToLong(LogBatch::fileId).distinct().sorted().toArray();
    return new Names(
        Sql.of(connection, PRODUCERS, refs)
            .map(row -> row.getInt("producer_ref"), row -> row.getString("name")),
        Sql.of(connection, FILES, files)
            .map(
                row -> row.getLong("file_id"),
                row -> new ObjectName(row.getString("bucket"), row.getString("object_key"))));
  }

  /// A partition, also of a deleted topic; `deleted/0` if it is gone.
  public static PartitionName partition(Connection connection, int partId) throws SQLException {
    return Sql.of(connection, PARTITION, partId)
        .first(PartitionName::inRow)
        .orElse(new PartitionName("deleted", 0));
  }

  /// @throws PlimsollException CHECK_FAILED when the log has lost a name
  public BatchCommitted committed(PartitionName partition, long baseOffset, LogBatch batch) {
    return new BatchCommitted(
        partition.topic(),
        partition.number(),
        baseOffset,
        batch.recordCount(),
        producer(batch),
        batch.epoch(),
        batch.sequence(),
        range(batch),
        batch.youngest());
  }

  /// @throws PlimsollException as [#committed]
  public String producer(LogBatch batch) {
    String producer = producers.get(batch.producerRef());
    if (producer == null) {
      throw lost("producer " + batch.producerRef());
    }
    return producer;
  }

  /// @throws PlimsollException as [#committed]
  public ObjectRange range(LogBatch batch) {
    ObjectName object = objects.get(batch.fileId());
    if (object == null) {
      throw lost("file " + batch.fileId());
    }
    return new ObjectRange(object.bucket(), object.key(), batch.byteOffset(), batch.byteLength());
  }

  private static PlimsollException lost(String what) {
    return new PlimsollException(
        ErrorCode.CHECK_FAILED, "the log refers to " + what + ", which it does not have");
  }
}
