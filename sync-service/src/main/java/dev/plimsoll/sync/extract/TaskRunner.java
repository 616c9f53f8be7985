package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.sync.analysis.Analyses;
import dev.plimsoll.sync.extract.TaskClaims.OpenTasks;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableFailures;
import dev.plimsoll.sync.table.TaskClaim;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.Traced;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runner of read tasks, by command or by recovery, up to a configured number at a time. Asking
/// twice is harmless: the claim decides.
///
/// Recovery picks up open read tasks without an owner while a place is free: at start those of a
/// killed process, before Kafka notices that it is gone; later those of lost commands and
/// sessions, and soon those whose commands stand behind long ones in their partition.
@Singleton
public final class TaskRunner {
  private static final Logger LOG = Logger.getLogger(TaskRunner.class);

  private final TaskTools tools;
  private final TaskClaims claims;
  private final ReadingProgress progress;
  private final Analyses analyses;
  private final Registry registry;
  private final TableFailures failures;
  private final OutboxRelay relay;
  private final Seal seal;
  private final Semaphore places;

  // Read tasks that several processes died with are read one at a time, to tell which is to blame.
  private final Semaphore suspects = new Semaphore(1);
  private final Set<ReadTask> atWork = ConcurrentHashMap.newKeySet();
  private final PeriodicWork recovery;
  private final RecoveryPace pace;
  private long begunLookedForAt;
  private volatile boolean openTasks = true;
  private volatile boolean stopping;

  public TaskRunner(
      TaskTools tools,
      TaskClaims claims,
      ReadingProgress progress,
      Analyses analyses,
      Registry registry,
      TableFailures failures,
      OutboxRelay relay,
      Seal seal) {
    this.seal = seal;
    this.progress = progress;
    this.analyses = analyses;
    this.tools = tools;
    this.claims = claims;
    this.registry = registry;
    this.failures = failures;
    this.relay = relay;
    this.places = new Semaphore(tools.config().parallelReadTasks());
    this.pace = new RecoveryPace(tools.config().commandGrace(), tools.config().recoveryInterval());
    this.begunLookedForAt = System.nanoTime() - pace.interval().toNanos();
    this.recovery =
        PeriodicWork.every("read task-recovery", pace.betweenQuestions()).paces(_ -> recover());
  }

  void start(@Observes StartupEvent event) {
    recovery.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    // Readers may not live to store their end, and this is no death.
    atWork.forEach(this::endAttempt);
    recovery.close();
  }

  /// Reads the read task of a command, which is acknowledged when that has ended. A malformed or
  /// forged one goes to the dead-letter topic.
  @Incoming("sync-commands")
  @Blocking
  void take(ConsumerRecord<String, String> message) throws InterruptedException {
    seal.require(message);
    ReadCommand command = CloudEvent.read(message, ReadCommand.class);
    LOG.debugf("read task command: task=%s", command.readTaskId());
    run(command.readTaskId(), CloudEvent.traceparent(message.headers()));
  }

  /// Reads a read task to its end, after waiting for a free place. Does nothing if it is done,
  /// owned by another, or its table has failed.
  ///
  /// @param traceparent of its command, of any form; null for that of its extract
  public void run(UUID readTaskId, @Nullable String traceparent) throws InterruptedException {
    places.acquire();
    try {
      claim(readTaskId).ifPresent(claimed -> read(claimed, traceparent));
    } finally {
      places.release();
    }
  }

  private Duration recover() throws Exception {
    OpenTasks open = claims.open();
    tools.metrics().readTasksWanted(open.wanted());
    openTasks = open.wanted() > 0;
    long now = System.nanoTime();
    RecoveryPace.Step step = pace.step(open, hasPlace(), Duration.ofNanos(now - begunLookedForAt));
    if (step.begun()) {
      begunLookedForAt = now;
    }
    if (step.looks()) {
      recovery.each(claims.unfinished(pace.grace(), step.begun()), this::start);
    }
    return step.pause();
  }

  /// As {@link #run}, in a new thread and only if a place is free. Claims first: a read task of
  /// another process must not take up a place.
  private void start(UUID readTaskId) {
    if (!places.tryAcquire()) {
      return;
    }
    boolean taken = false;
    try {
      Optional<TaskClaim> claimed = claim(readTaskId);
      if (claimed.isPresent()) {
        Thread.ofPlatform()
            .name("read task-recovered")
            .daemon(true)
            .start(
                () -> {
                  try {
                    read(claimed.get(), null);
                  } finally {
                    places.release();
                  }
                });
        taken = true;
      }
    } finally {
      if (!taken) {
        places.release();
      }
    }
  }

  boolean hasPlace() {
    return places.availablePermits() > 0;
  }

  /// Whether any process has read tasks, as of the last look.
  boolean hasOpenTasks() {
    return openTasks;
  }

  private Optional<TaskClaim> claim(UUID readTaskId) {
    if (stopping) {
      return Optional.empty();
    }
    boolean mayBeSuspect = suspects.tryAcquire();
    boolean kept = false;
    try {
      Optional<TaskClaim> claimed = claims.claim(readTaskId, mayBeSuspect);
      kept = mayBeSuspect && claimed.isPresent() && claimed.get().readTask().isSuspect();
      return claimed;
    } catch (SQLException | PlimsollException e) {
      // Recovery finds it, whether or not the attempt was counted.
      LOG.warnf(
          "a read task could not be claimed: task=%s cause=%s",
          readTaskId, ExceptionCodes.message(e));
      return Optional.empty();
    } finally {
      if (mayBeSuspect && !kept) {
        suspects.release();
      }
    }
  }

  private void read(TaskClaim claimed, @Nullable String traceparent) {
    ExtractTable table = claimed.table();
    String trace = traceparent == null ? table.reading().traceparent() : traceparent;
    atWork.add(claimed.readTask());
    try (claimed;
        Traced traced =
            Traced.message("read", trace)
                .id(LogIds.EXTRACT, table.extractId())
                .id(LogIds.TABLE, table.name())) {
      readClaimed(claimed, traced);
      endAttempt(claimed.readTask());
    } finally {
      atWork.remove(claimed.readTask());
      if (claimed.readTask().isSuspect()) {
        suspects.release();
      }
    }
    relay.wake();
  }

  private void endAttempt(ReadTask readTask) {
    try {
      claims.endAttempt(readTask);
    } catch (SQLException e) {
      // Harmless: an attempt of the same process counts no death for it.
      LOG.warnf("an attempt's end was not noted: task=%s cause=%s", readTask.id(), e.getMessage());
    }
  }

  private void readClaimed(TaskClaim claim, Traced traced) {
    long start = System.nanoTime();
    ReadTask readTask = claim.readTask();
    LOG.infof(
        "read task begins: table=%s task=%d strategy=%s attempt=%d sequence=%d",
        claim.table().name(),
        readTask.number(),
        claim.table().definition().strategy().name(),
        readTask.attempt(),
        readTask.position().nextSequence());
    tools.metrics().readTaskBegun();
    try (ReadingProgress.Meter meter = progress.begin(readTask)) {
      KnownDatabase source = registry.source(claim.table().reading().source());
      TaskReading.of(new ClaimedTask(claim, source, tools, meter, () -> stopping)).read();
      analyses.readTaskEnded(readTask.tableId());
    } catch (RuntimeException e) {
      traced.failed(ExceptionCodes.code(e).value());
      ended(claim, e);
    } catch (Error e) {
      // Fail the table, or it would be read again for ever.
      failures.fail(claim.table(), ExceptionCodes.of(e), null);
      throw e;
    } finally {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      tools.metrics().readTaskEnded(elapsed);
      LOG.infof(
          "read task ends: table=%s task=%d attempt=%d elapsed=%s",
          claim.table().name(), readTask.number(), readTask.attempt(), elapsed);
    }
  }

  // The present owner has aborted this upload, so that S3 no longer knows it: no fault of the
  // table.
  private boolean isTakenOver(TaskClaim claim) {
    try {
      return tools.readTasks().isDone(claim.readTask()).isEmpty();
    } catch (SQLException e) {
      return false;
    }
  }

  private void ended(TaskClaim claim, RuntimeException e) {
    PlimsollException failure = ExceptionCodes.of(e);
    ErrorCode code = failure.code();
    // Taken over, its table failed, or this process stops: not its own fault.
    if (code == ErrorCode.CONFLICT || code == ErrorCode.INTERRUPTED || isTakenOver(claim)) {
      LOG.infof("read task is left: task=%s cause=%s", claim.readTask().id(), failure.getMessage());
      return;
    }
    if (code.isTransient() && !ExceptionCodes.gaveUp(e)) {
      LOG.warnf(
          "read task waits and is tried again: task=%s code=%s cause=%s",
          claim.readTask().id(), code.value(), failure.getMessage());
      return;
    }
    failures.fail(claim.table(), failure, SqlStates.state(e));
  }
}
