package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableFailures;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Batches that the log has refused: each fails its table, which lacks their rows in the log and
/// would wait for their offsets for ever. A retry announces them again.
@Singleton
public final class RefusedBatches {
  private final LoadStore store;
  private final TableFailures failures;

  public RefusedBatches(LoadStore store, TableFailures failures) {
    this.store = store;
    this.failures = failures;
  }

  /// @param why by the log
  /// @throws PlimsollException where it could not be noted
  public void take(BatchAppended batch, String why) {
    Optional<ExtractTable> table = store.waitingFor(batch);
    if (table.isPresent()) {
      failures.note(
          table.get(),
          new PlimsollException(
              ErrorCode.LOG_REFUSED,
              "the log has refused batch %d of partition %d of %s: %s"
                  .formatted(batch.sequence(), batch.partition(), batch.topic(), why)),
          null);
    }
  }
}
