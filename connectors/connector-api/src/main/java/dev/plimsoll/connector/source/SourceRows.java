package dev.plimsoll.connector.source;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Rows of one query as tuples of PostgreSQL's binary COPY: the number of fields, then length and
/// bytes of each.
public interface SourceRows extends AutoCloseable {
  /// The next tuple, in a new array; null after the last. A lost connection is never taken for the
  /// end.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException VALUE_NOT_CARRIED
  byte @Nullable [] next() throws SQLException, IOException;

  /// Stops reading, without fetching the remaining rows.
  @Override
  void close() throws SQLException;
}
