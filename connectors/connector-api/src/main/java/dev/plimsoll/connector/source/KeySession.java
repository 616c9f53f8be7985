package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A session in which a table is read by ranges of its key. Keys and bounds are texts that the
/// server compares by the order of its own columns. Of one thread; one reading at a time.
public interface KeySession extends AutoCloseable {
  /// The rows of a range, in the order of the key.
  ///
  /// @param after the last key that is in a complete file; empty for the range's beginning
  SourceRows rows(ReadRange range, List<String> after) throws SQLException;

  /// Whether a row of this key is there and its first column lies before a bound.
  boolean isBefore(List<String> key, String bound) throws SQLException;

  /// From the least to the greatest value of the key's first column, which holds whole numbers;
  /// empty where there is no row.
  Optional<IdWindow> ids() throws SQLException;

  /// Whether only this session sees the moment of its rows, so that their digest has to be asked
  /// for
  /// in it, after its rows are closed.
  boolean hasItsOwnMoment();

  /// Rows and digest of some rows of a range, in the moment that they were read in.
  ///
  /// @param after the key behind which they begin; empty for the range's beginning
  /// @param upTo key of the last row
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the server
  ///     cannot compute it
  TableDigest digest(ReadRange range, List<String> after, List<String> upTo) throws SQLException;

  @Override
  void close() throws SQLException;
}
