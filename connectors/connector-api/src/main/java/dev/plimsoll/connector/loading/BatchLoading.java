package dev.plimsoll.connector.loading;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/// Loading of the batches of one partition over one session, which is opened again after it breaks.
/// For one thread.
public interface BatchLoading extends AutoCloseable {
  /// Loads rows and advances the offset in one transaction.
  ///
  /// @throws PlimsollException CHECK_FAILED when the offset does not fit the batch, OBJECT_CORRUPT
  ///     when the object does not hold what was announced, ROW_REFUSED where the target refuses a
  ///     row, TARGET_OWNED when another load has the table, TARGET_REPLACED or TARGET_MISMATCH when
  ///     the target was replaced or changed since the load began
  LoadOutcome load(LoadableBatch batch) throws SQLException, IOException;

  /// Outcome of a load whose answer was lost; empty where nothing was loaded.
  Optional<LoadOutcome> readBack(LoadableBatch batch) throws SQLException;

  /// Rows of the increment that any session has committed.
  MergeCounts counted() throws SQLException;

  @Override
  void close();
}
