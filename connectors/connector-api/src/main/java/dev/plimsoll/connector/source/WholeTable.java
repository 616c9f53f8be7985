package dev.plimsoll.connector.source;

import java.sql.SQLException;

/// Session that reads a table by one query, in no order. For one thread.
public interface WholeTable extends AutoCloseable {
  /// All rows. Unless they are read to their end, the session is of no further use.
  SourceRows rows() throws SQLException;

  /// Count and digest of all rows in the same snapshot, after the rows are closed.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the server
  ///     cannot compute it
  TableDigest digest() throws SQLException;

  @Override
  void close() throws SQLException;
}
