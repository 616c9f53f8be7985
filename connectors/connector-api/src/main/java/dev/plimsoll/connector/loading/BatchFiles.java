package dev.plimsoll.connector.loading;

import java.io.IOException;

/// Files of batches.
@FunctionalInterface
public interface BatchFiles {
  /// @throws dev.plimsoll.contracts.problem.PlimsollException OBJECT_CORRUPT where it has other
  ///     columns than its table
  BatchRows open(LoadableBatch batch) throws IOException;
}
