package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.column.Column;
import java.util.List;
import java.util.UUID;

/// Commit of one extracted table.
///
/// @param id of the table in its extract, by which the snapshot is found again
/// @param files all that were announced of the table
public record IcebergRun(
    UUID id, UUID extractId, IcebergTarget target, List<Column> columns, List<RunFile> files) {

  /// Parquet file that was announced.
  ///
  /// @param key of the object
  public record RunFile(String key, long bytes, long rows) {}
}
