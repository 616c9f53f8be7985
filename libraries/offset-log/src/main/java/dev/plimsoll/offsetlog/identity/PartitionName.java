package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/// The name of a partition: its topic and its number, 0 or more.
public record PartitionName(String topic, int number) {
  public static PartitionName of(BatchAppended batch) {
    return new PartitionName(batch.topic(), batch.partition());
  }

  public static PartitionName of(FileBatch batch) {
    return new PartitionName(batch.topic(), batch.partition());
  }

  public static Set<PartitionName> all(Collection<FileBatch> batches) {
    return batches.stream().map(PartitionName::of).collect(Collectors.toSet());
  }

  /// From the columns `topic` and `partition_number`.
  public static PartitionName inRow(ResultSet row) throws SQLException {
    return new PartitionName(row.getString("topic"), row.getInt("partition_number"));
  }

  @Override
  public String toString() {
    return topic + "/" + number;
  }
}
