package dev.plimsoll.connector.loading;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/// Loading of the batches of one partition over one session, which is opened again where it breaks.
/// Of one thread.
public interface BatchLoading extends AutoCloseable {
  /// Puts rows and offset there in one transaction.
  ///
  /// @throws PlimsollException CHECK_FAILED when the offset does not fit the batch, OBJECT_CORRUPT
  ///     when the object does not hold what was announced, ROW_REFUSED where the target does not
  ///     take one row, TARGET_OWNED when another load has the table, TARGET_REPLACED or
  ///     TARGET_MISMATCH when the target was taken away or changed since the load began
  LoadOutcome load(LoadableBatch batch) throws SQLException, IOException;

  /// What a load whose answer was lost has left; empty where that is nothing.
  Optional<LoadOutcome> readBack(LoadableBatch batch) throws SQLException;

  /// What is committed of an increment, by whichever session.
  MergeCounts counted() throws SQLException;

  @Override
  void close();
}
