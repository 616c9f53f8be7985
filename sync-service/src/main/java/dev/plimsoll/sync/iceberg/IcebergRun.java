package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.column.Column;
import java.util.List;
import java.util.UUID;

/// A table of an extract on its way to become a snapshot.
///
/// @param id of the table in its extract: what the snapshot is found again by
/// @param files all that were announced of the table
public record IcebergRun(
    UUID id, UUID extractId, IcebergTarget target, List<Column> columns, List<RunFile> files) {

  /// @param key of the object
  /// @param bytes its length
  public record RunFile(String key, long bytes, long rows) {}
}
