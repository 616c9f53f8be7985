package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.load.LoadProgressStore.OffsetGapException;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.sync.table.TableFailures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Workers that load batches which the log has committed, as many partitions at a time as are
/// configured. A commit starts its partition at once. A poll finds partitions left by a restart or
/// another process: every second, or every `recovery-interval` where that is shorter.
///
/// A failure that may pass, such as a target that does not answer, is tried again without end: by
/// one thread, after growing pauses, so that the loads of other targets go on. Any other failure
/// fails its table, with a code that says what to do; a person may then retry it.
@Singleton
public final class LoadWorkers {
  private static final Logger LOG = Logger.getLogger(LoadWorkers.class);

  private static final Duration POLL_EVERY = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final LoadProgressStore store;
  private final PartitionLoader loader;
  private final TableFailures failures;
  private final OutboxRelay relay;
  private final SyncMetrics metrics;
  private final UnavailableTargets rests = new UnavailableTargets(System::nanoTime);
  private final Set<LoadPartition> atWork = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers;
  private final PeriodicWork looks;

  public LoadWorkers(
      LoadProgressStore store,
      PartitionLoader loader,
      TableFailures failures,
      OutboxRelay relay,
      SyncMetrics metrics,
      SyncConfig config) {
    this.store = store;
    this.loader = loader;
    this.failures = failures;
    this.relay = relay;
    this.metrics = metrics;
    this.looks =
        PeriodicWork.every("load-timer", SyncConfig.recovering(config, POLL_EVERY))
            .runs(this::poll);
    this.workers =
        Executors.newFixedThreadPool(
            config.parallelLoads(), Thread.ofPlatform().name("load-", 0).daemon(true).factory());
  }

  void start(@Observes StartupEvent event) {
    looks.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    looks.close();
    workers.shutdown();
    if (!workers.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      workers.shutdownNow();
    }
  }

  /// Takes a commit of the log. One of a topic that no extract here has is ignored.
  ///
  /// @throws PlimsollException when it could not be kept
  public void take(BatchCommitted commit) {
    try {
      store
          .note(commit)
          .ifPresent(table -> offer(new LoadPartition(table.id(), commit.partition())));
    } catch (OffsetGapException e) {
      // The log sends it once: what is acknowledged must be noted.
      failures.note(e.table(), e.failure(), null);
    }
  }

  /// Takes a batch that the log has refused: its table fails, and a retry announces it again.
  ///
  /// @throws PlimsollException when it could not be kept
  public void refuse(BatchAppended batch, String why) {
    PlimsollException refusal =
        new PlimsollException(
            ErrorCode.LOG_REFUSED,
            "the log has refused batch %d of partition %d of %s: %s"
                .formatted(batch.sequence(), batch.partition(), batch.topic(), why));
    store.waitingFor(batch).ifPresent(table -> failures.note(table, refusal, null));
  }

  private void poll() {
    Map<LoadPartition, String> open = store.openPartitions();
    metrics.loadsWanted(open.size());
    open.forEach(
        (partition, target) -> {
          if (!rests.isResting(target)) {
            offer(partition);
          }
        });
  }

  private void offer(LoadPartition partition) {
    if (atWork.add(partition)) {
      try {
        workers.execute(() -> work(partition));
      } catch (RejectedExecutionException e) {
        atWork.remove(partition);
      }
    }
  }

  private void work(LoadPartition partition) {
    boolean worked = false;
    try {
      worked = load(store.table(partition.tableId()), partition);
    } catch (RuntimeException e) {
      LOG.warnf("no answer on a table to load, asks again: cause=%s", ExceptionCodes.message(e));
    } finally {
      atWork.remove(partition);
      relay.wake();
    }
    // Batches may have been committed while this partition still counted as being at work.
    if (worked && !store.pending(partition).isEmpty()) {
      offer(partition);
    }
  }

  private boolean load(ExtractTable table, LoadPartition partition) {
    String target = table.target();
    if (table.state() == TableState.FAILED || target == null || !rests.mayTry(target)) {
      return false;
    }
    try {
      boolean worked = loader.load(table, partition);
      rests.worked(target);
      return worked;
    } catch (RuntimeException e) {
      ErrorCode code = ExceptionCodes.code(e);
      if (code == ErrorCode.DATABASE_UNREACHABLE || code == ErrorCode.CONNECTION_LOST) {
        rests.failed(target);
      }
      failures.take("load of partition " + partition.partition(), table, e);
      return false;
    }
  }

  /// Targets that do not answer. Each is tried by one load at a time, after growing pauses, so that
  /// loads of other targets find free threads. Thread-safe; one entry for each such target.
  static final class UnavailableTargets {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final LongSupplier nanoClock;
    private final Map<String, Rest> rests = new ConcurrentHashMap<>();

    private record Rest(Duration pause, long untilNanos) {}

    UnavailableTargets(LongSupplier nanoClock) {
      this.nanoClock = nanoClock;
    }

    /// Whether a load may try a target now. After a failure, the caller that gets true is the only
    /// one until the pause is over again.
    boolean mayTry(String target) {
      long now = nanoClock.getAsLong();
      boolean[] may = {true};
      rests.computeIfPresent(
          target,
          (_, rest) -> {
            may[0] = now - rest.untilNanos() >= 0;
            return may[0] ? new Rest(rest.pause(), now + rest.pause().toNanos()) : rest;
          });
      return may[0];
    }

    /// Whether no load may try it now.
    boolean isResting(String target) {
      Rest rest = rests.get(target);
      return rest != null && nanoClock.getAsLong() - rest.untilNanos() < 0;
    }

    void failed(String target) {
      long now = nanoClock.getAsLong();
      rests.compute(
          target,
          (_, rest) -> {
            Duration pause = rest == null ? FIRST : rest.pause().multipliedBy(2);
            Duration next = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
            return new Rest(next, now + next.toNanos());
          });
    }

    void worked(String target) {
      rests.remove(target);
    }
  }
}
