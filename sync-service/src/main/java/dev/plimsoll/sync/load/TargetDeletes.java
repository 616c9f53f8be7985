package dev.plimsoll.sync.load;

import dev.plimsoll.sync.messaging.SyncOutboxRelay;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.OpenWork;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableFailures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Comparisons of keys for the increments that want them, each when it is loaded, some tables at a
/// time. What a killed process had begun is continued by a restart, or by another process.
///
/// As with loads, a failure that may pass by itself is tried again for as long as it takes; any
/// other fails its table.
@Singleton
public final class TargetDeletes {
  private static final Logger LOG = Logger.getLogger(TargetDeletes.class);
  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);
  // Each holds a snapshot at either side; a table of many keys must not keep small ones waiting.
  private static final int AT_A_TIME = 4;

  private final LoadStore store;
  private final KeyComparison comparison;
  private final LoadEnds ends;
  private final TableFailures failures;
  private final SyncOutboxRelay relay;
  private final OpenWork open;

  public TargetDeletes(
      LoadStore store,
      KeyComparison comparison,
      LoadEnds ends,
      TableFailures failures,
      SyncOutboxRelay relay) {
    this.store = store;
    this.comparison = comparison;
    this.ends = ends;
    this.failures = failures;
    this.relay = relay;
    this.open = new OpenWork("deletes", LOOK_AROUND, AT_A_TIME, store::toCompare, this::work);
  }

  void start(@Observes StartupEvent event) {
    open.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    open.stop(Duration.ZERO);
  }

  private void work(UUID tableId) {
    try {
      // As it is now: it may have waited for its turn.
      if (isWanted(tableId)) {
        work(store.table(tableId));
      }
    } catch (RuntimeException e) {
      LOG.warnf("no answer on a table to compare, asks again: cause=%s", ExceptionCodes.message(e));
    }
  }

  private boolean isWanted(UUID tableId) {
    return !Thread.currentThread().isInterrupted() && store.isToCompare(tableId);
  }

  private void work(ExtractTable table) {
    try {
      OptionalLong deleted = comparison.run(table, () -> isWanted(table.id()));
      if (deleted.isPresent()) {
        store.noteDeleted(table.id(), deleted.getAsLong());
        ends.note(table.id());
        relay.wake();
      }
    } catch (SQLException | RuntimeException e) {
      failures.take("comparison of keys", table.id(), e);
    }
  }
}
