package dev.plimsoll.connector.source;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Rows of one query, whichever server they come from, each as a tuple of PostgreSQL's binary COPY:
/// the number of fields, then length and bytes of each.
public interface SourceRows extends AutoCloseable {
  /// The next tuple, in an array of its own; null after the last. An error or a lost connection is
  /// never taken for the end.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException VALUE_NOT_CARRIED for a value that no
  ///     tuple has
  byte @Nullable [] next() throws SQLException, IOException;

  /// Stops reading; the rest of the rows is not asked for.
  @Override
  void close() throws SQLException;
}
