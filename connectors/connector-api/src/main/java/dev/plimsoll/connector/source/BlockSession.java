package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.BlockRange;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Session that reads a table by ranges of heap blocks, under a shared snapshot. For one thread;
/// one reading at a time.
public interface BlockSession extends AutoCloseable {
  /// The rows of a range, in heap order.
  SourceRows rows(BlockRange range) throws SQLException;

  /// Position of a row in a range, in words; empty where the range has too few rows.
  Optional<String> place(BlockRange range, long rowsBefore) throws SQLException;

  /// Rows and digest of some ranges, in the same snapshot.
  TableDigest digest(List<BlockRange> ranges) throws SQLException;

  @Override
  void close() throws SQLException;
}
