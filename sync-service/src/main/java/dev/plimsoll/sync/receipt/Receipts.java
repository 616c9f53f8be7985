package dev.plimsoll.sync.receipt;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.table.ExtractTable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Verification of the tables of receipts, each as soon as it is loaded, one table at a time. After
/// a restart, missing tables are verified.
@Singleton
public final class Receipts {
  private static final Logger LOG = Logger.getLogger(Receipts.class);
  private static final Duration POLL_EVERY = Duration.ofMillis(500);
  // Finds receipts that another process has begun and died with.
  private static final Duration WHILE_NONE_RUNS = Duration.ofSeconds(5);
  // A table is read twice, whatever its size.
  private static final Duration MAY_TAKE = Duration.ofDays(1);

  private final ReceiptStore store;
  private final Verifier verifier;
  private final PeriodicWork work =
      PeriodicWork.every("receipts", POLL_EVERY).mayTake(MAY_TAKE).paces(_ -> poll());

  public Receipts(ReceiptStore store, Verifier verifier) {
    this.store = store;
    this.verifier = verifier;
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  /// Begins a receipt, or begins one again that has ended; a running one continues.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT for an extract without target
  public Receipt begin(UUID extractId) {
    store.begin(extractId);
    work.wake();
    return store.get(extractId);
  }

  /// @throws PlimsollException NOT_FOUND
  public Receipt get(UUID extractId) {
    return store.get(extractId);
  }

  private Duration poll() throws Exception {
    List<UUID> running = store.running();
    work.each(running, this::work);
    return running.isEmpty() ? WHILE_NONE_RUNS : POLL_EVERY;
  }

  private void work(UUID extractId) throws InterruptedException {
    ReceiptStore.Outstanding outstanding = store.outstanding(extractId);
    for (ExtractTable table : outstanding.ready()) {
      try {
        long start = System.nanoTime();
        TableReceipt receipt = verifier.verify(table);
        store.keep(table.id(), receipt);
        LOG.infof(
            "table verified: table=%s rows=%d equal=%s elapsed=%s",
            table.name(),
            receipt.rows().source(),
            receipt.equal(),
            Duration.ofNanos(System.nanoTime() - start));
      } catch (PlimsollException e) {
        if (e.code() == ErrorCode.INTERRUPTED) {
          return;
        }
        // The others are not affected.
        LOG.warnf(
            "table not verified: table=%s code=%s cause=%s",
            table.name(), e.code().value(), e.getMessage());
        store.failed(table.id(), e);
      }
    }
    if (store.outstanding(extractId).complete()) {
      store.done(extractId);
    }
  }
}
