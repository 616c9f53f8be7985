package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Session that reads a table by ranges of its key. Keys and bounds are texts, compared by the
/// server in its columns' order. For one thread; one reading at a time.
public interface KeySession extends AutoCloseable {
  /// The rows of a range in key order, after a key; from the range's beginning for an empty one.
  SourceRows rows(ReadRange range, List<String> after) throws SQLException;

  /// Whether a row of this key exists and its first key column lies before a bound.
  boolean isBefore(List<String> key, String bound) throws SQLException;

  /// Least to greatest value of the first key column, a whole number; empty for an empty table.
  Optional<IdWindow> ids() throws SQLException;

  /// Whether only this session sees its snapshot: then the digest must be asked for in it, after
  /// its rows are closed.
  boolean hasItsOwnMoment();

  /// Count and digest of some rows of a range, in the snapshot in which they were read.
  ///
  /// @param after the key before the first row; empty for the range's beginning
  /// @param upTo key of the last row
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the server
  ///     cannot compute it
  TableDigest digest(ReadRange range, List<String> after, List<String> upTo) throws SQLException;

  @Override
  void close() throws SQLException;
}
