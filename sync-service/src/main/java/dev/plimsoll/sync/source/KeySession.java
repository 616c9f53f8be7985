package dev.plimsoll.sync.source;

import dev.plimsoll.sync.sparse.IdWindow;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A session in which a table is read by ranges of its key, whichever server it is on. Keys and
/// bounds are texts that the server compares by the order of its own columns.
public interface KeySession extends AutoCloseable {
  /// The rows of a range, in the order of the key. One reading at a time.
  ///
  /// @param after the last key that is safely kept; empty for the range's beginning
  SourceRows rows(SplitRange range, List<String> after) throws SQLException;

  /// Whether a row of this key is there and its first column lies before a bound.
  boolean isBefore(List<String> key, String bound) throws SQLException;

  /// How what it has read is proven by its server; null where any session of the snapshot can be
  /// asked, or nothing is known of a moment.
  @Nullable RangeDigest digest();

  /// From the least to the greatest value of the key's first column, which holds whole numbers;
  /// empty where there is no row.
  Optional<IdWindow> ids() throws SQLException;

  @Override
  void close() throws SQLException;
}
