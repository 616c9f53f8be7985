package dev.plimsoll.offsetlog.assignment;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/// A row of the manifest that waits.
///
/// @param producers whose batches it holds; empty where it does not say
public record QueuedRow(int shard, long manifestId, Set<Integer> producers) {
  static QueuedRow of(ResultSet row) throws SQLException {
    Array producers = row.getArray("producers");
    return new QueuedRow(
        row.getInt("shard"),
        row.getLong("manifest_id"),
        producers == null ? Set.of() : Set.of((Integer[]) producers.getArray()));
  }

  /// Whether it may hold a batch of this producer.
  public boolean mayBeOf(int producerRef) {
    return producers.isEmpty() || producers.contains(producerRef);
  }
}
