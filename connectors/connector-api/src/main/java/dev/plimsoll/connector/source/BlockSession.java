package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.BlockRange;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A session in which a table is read by ranges of the blocks that its rows lie in, under a shared
/// snapshot. Of one thread; one reading at a time.
public interface BlockSession extends AutoCloseable {
  /// The rows of a range, in the order in which they lie.
  SourceRows rows(BlockRange range) throws SQLException;

  /// Where a row of a range lies, in words.
  ///
  /// @param rowsBefore rows of the range before it
  /// @return empty where there are not so many rows
  Optional<String> place(BlockRange range, long rowsBefore) throws SQLException;

  /// Rows and digest of some ranges, in the same snapshot.
  TableDigest digest(List<BlockRange> ranges) throws SQLException;

  @Override
  void close() throws SQLException;
}
