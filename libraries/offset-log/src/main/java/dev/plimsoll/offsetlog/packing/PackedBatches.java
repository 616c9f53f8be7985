package dev.plimsoll.offsetlog.packing;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ObjectRange;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The columns that `manifest` and `segment` share: one element of each array a batch.
public final class PackedBatches {
  /// Batches of one segment at most: what reading a single one may have to unpack.
  public static final int MOST_IN_A_SEGMENT = 500;

  /// In the order in which [#bind] fills them.
  public static final String COLUMNS =
      "record_counts, producer_ids, producer_epochs, sequences,"
          + " buckets, object_keys, byte_offsets, byte_lengths, max_timestamps_micros";

  private static final int MICROS_PER_SECOND = 1_000_000;

  private PackedBatches() {}

  /// Fills nine parameters from `first` on. Timestamps are cut to microseconds.
  public static void bind(
      Connection connection, PreparedStatement statement, int first, List<BatchAppended> batches)
      throws SQLException {
    statement.setObject(first, batches.stream().mapToLong(BatchAppended::recordCount).toArray());
    statement.setArray(
        first + 1, texts(connection, batches.stream().map(BatchAppended::producerId).toList()));
    statement.setObject(
        first + 2, batches.stream().mapToInt(BatchAppended::producerEpoch).toArray());
    statement.setObject(first + 3, batches.stream().mapToLong(BatchAppended::sequence).toArray());
    statement.setArray(
        first + 4, texts(connection, batches.stream().map(b -> b.object().bucket()).toList()));
    statement.setArray(
        first + 5, texts(connection, batches.stream().map(b -> b.object().key()).toList()));
    statement.setObject(
        first + 6, batches.stream().mapToLong(b -> b.object().byteOffset()).toArray());
    statement.setObject(
        first + 7, batches.stream().mapToLong(b -> b.object().byteLength()).toArray());
    statement.setObject(
        first + 8, batches.stream().mapToLong(b -> micros(b.maxTimestamp())).toArray());
  }

  /// The batches of the row at hand, numbered from `baseOffset` on.
  ///
  /// @throws SQLException also when the arrays have not one element for each batch
  public static List<BatchCommitted> read(
      ResultSet row, String topic, int partition, long baseOffset) throws SQLException {
    Long[] counts = (Long[]) array(row, "record_counts");
    String[] producers = (String[]) array(row, "producer_ids");
    Integer[] epochs = (Integer[]) array(row, "producer_epochs");
    Long[] sequences = (Long[]) array(row, "sequences");
    String[] buckets = (String[]) array(row, "buckets");
    String[] keys = (String[]) array(row, "object_keys");
    Long[] byteOffsets = (Long[]) array(row, "byte_offsets");
    Long[] byteLengths = (Long[]) array(row, "byte_lengths");
    Long[] timestamps = (Long[]) array(row, "max_timestamps_micros");
    List<BatchCommitted> batches = new ArrayList<>(counts.length);
    long next = baseOffset;
    for (int i = 0; i < counts.length; i++) {
      batches.add(
          new BatchCommitted(
              topic,
              partition,
              next,
              counts[i],
              producers[i],
              epochs[i],
              sequences[i],
              new ObjectRange(buckets[i], keys[i], byteOffsets[i], byteLengths[i]),
              Instant.EPOCH.plus(timestamps[i], ChronoUnit.MICROS)));
      next += counts[i];
    }
    return batches;
  }

  private static Object array(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    try {
      return array.getArray();
    } finally {
      array.free();
    }
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), (long) MICROS_PER_SECOND),
        instant.getNano() / 1_000);
  }

  private static Array texts(Connection connection, List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray(String[]::new));
  }
}
