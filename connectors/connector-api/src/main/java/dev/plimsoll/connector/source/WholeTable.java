package dev.plimsoll.connector.source;

import java.sql.SQLException;

/// A session in which a table is read by one query, in no order. Of one thread.
public interface WholeTable extends AutoCloseable {
  /// All rows. Where they are not read to their end, nothing more can be asked.
  SourceRows rows() throws SQLException;

  /// Rows and digest of all rows, in the moment that they were read in; after the rows are closed.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the server
  ///     cannot compute it
  TableDigest digest() throws SQLException;

  @Override
  void close() throws SQLException;
}
