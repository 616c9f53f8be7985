package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.column.Column;
import java.util.List;
import java.util.UUID;

/// Commit of one table of an extract.
///
/// @param id of the table in its extract, by which the snapshot is found again
/// @param files all that were announced of the table
public record IcebergRun(
    UUID id, UUID extractId, IcebergTarget target, List<Column> columns, List<RunFile> files) {

  public record RunFile(String key, long bytes, long rows) {}
}
