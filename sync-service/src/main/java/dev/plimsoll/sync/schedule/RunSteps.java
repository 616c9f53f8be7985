package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.extract.Extracts;
import dev.plimsoll.sync.receipt.Receipts;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.RetryPolicy;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.Traced;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Steps of a run, from its due time to its end. Any process may take each, or repeat it if
/// another was killed in it:
///
/// 1. A due time becomes a run in the transaction that moves the schedule on.
/// 2. A process claims the run and renews the claim, since planning many tables takes time. The
///    extract is made in the transaction that notes the start: of two processes, one is refused.
/// 3. When the extract's tables and its receipt have ended, the run ends with their outcome.
@Singleton
public final class RunSteps {
  private static final Logger LOG = Logger.getLogger(RunSteps.class);

  private final SyncDatabase database;
  private final Extracts extracts;
  private final Receipts receipts;
  private final FaultPoints faults;
  private final SyncConfig config;
  private final RetryPolicy policy;
  private final Set<RunStore.ToStart> starting = ConcurrentHashMap.newKeySet();

  public RunSteps(
      SyncDatabase database,
      Extracts extracts,
      Receipts receipts,
      FaultPoints faults,
      SyncConfig config) {
    this.database = database;
    this.extracts = extracts;
    this.receipts = receipts;
    this.faults = faults;
    this.config = config;
    SyncConfig.Retry retry = config.retry();
    this.policy = new RetryPolicy(retry.firstPause(), retry.longestPause(), retry.attempts());
  }

  /// Turns the oldest due time into a run; false if none is due.
  boolean takeDue() {
    return database.ask(
        connection -> {
          Instant now = SyncDatabase.now(connection);
          Optional<Schedule> due = ScheduleStore.lockNextDue(connection, now);
          if (due.isEmpty()) {
            return false;
          }
          Schedule schedule = due.get();
          String name = schedule.name();
          DueTime time = DueTime.of(schedule.nextAt(), schedule.job().every(), now);
          ScheduleStore.move(connection, name, false, time.next());
          if (RunStore.begin(connection, name, time.at(), false, time.missed())) {
            LOG.infof("run due: schedule=%s at=%s missed=%d", name, time.at(), time.missed());
          } else {
            RunStore.skip(connection, name, time.missed() + 1);
            LOG.warnf(
                "due time skipped, a run is under way: schedule=%s at=%s next=%s",
                name, time.at(), time.next());
          }
          return true;
        });
  }

  /// Claims the run that has waited longest.
  Optional<RunStore.ToStart> claim() {
    return database.ask(connection -> RunStore.claim(connection, config.schedules().startGrace()));
  }

  /// Renews the claims of the runs that are being started here.
  void renew() {
    for (RunStore.ToStart run : starting) {
      database.tell(connection -> RunStore.renew(connection, run, config.schedules().startGrace()));
    }
  }

  /// Starts a run's extract. A transient failure is retried without limit; a lasting one ends the
  /// run. Where only the answer was lost the run has started, and neither applies. Throws only if
  /// the failure could not be stored.
  void start(RunStore.ToStart run) {
    try {
      faults.reached(SideEffect.START_RUN, Moment.BEFORE);
      UUID extractId = begin(run);
      faults.reached(SideEffect.START_RUN, Moment.AFTER);
      try (LogIds _ = LogIds.of(LogIds.EXTRACT, extractId)) {
        LOG.infof(
            "run started: schedule=%s run=%d extract=%s", run.schedule(), run.number(), extractId);
      }
    } catch (RuntimeException e) {
      failed(run, ExceptionCodes.of(e));
    }
  }

  private UUID begin(RunStore.ToStart run) {
    ExtractRequest request = Json.read(run.request(), ExtractRequest.class);
    starting.add(run);
    try (Traced _ = Traced.stored("scheduled run", null).with("schedule", run.schedule())) {
      return extracts.start(
          request, (connection, extract) -> RunStore.started(connection, run, extract));
    } finally {
      starting.remove(run);
    }
  }

  private void failed(RunStore.ToStart run, PlimsollException failure) {
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return; // This process stops: another starts the run when the claim has ended.
    }
    boolean passes = failure.code().isTransient();
    LOG.warnf(
        "run not started: schedule=%s run=%d code=%s tried-again=%s cause=%s",
        run.schedule(), run.number(), failure.code().value(), passes, failure.getMessage());
    database.tell(
        connection -> {
          if (passes) {
            RunStore.postpone(connection, run, policy.pauseAfter(run.attempt()), failure);
          } else if (ScheduleStore.lockIfThere(connection, run.schedule())) {
            RunStore.fail(connection, run, failure);
          }
        });
  }

  /// Ends the runs whose extracts and receipts have ended. A failure affects its own run only.
  void end() {
    for (RunStore.Ended run : database.ask(RunStore::ended)) {
      try (LogIds _ = LogIds.of(LogIds.EXTRACT, run.extractId())) {
        if (run.verify() && run.receipt() == null) {
          receipts.begin(run.extractId());
        } else {
          end(run);
        }
      } catch (RuntimeException e) {
        LOG.warnf(
            "a run's end could not be noted, is tried again: schedule=%s run=%d cause=%s",
            run.schedule(), run.number(), ExceptionCodes.message(e));
      }
    }
  }

  private void end(RunStore.Ended run) {
    Receipt receipt = run.receipt() == null ? null : receipts.get(run.extractId());
    database.tell(
        connection -> {
          if (!ScheduleStore.lockIfThere(connection, run.schedule())) {
            return;
          }
          Failure failure = RunStore.firstFailure(connection, run.extractId());
          if (failure == null) {
            failure = ofReceipt(receipt);
          }
          Boolean proven = receipt == null ? null : receipt.proven();
          if (RunStore.end(connection, run.id(), proven, failure)) {
            LOG.infof(
                "run ended: schedule=%s run=%d extract=%s failed=%s proven=%s",
                run.schedule(), run.number(), run.extractId(), failure != null, proven);
          }
        });
  }

  private static @Nullable Failure ofReceipt(@Nullable Receipt receipt) {
    if (receipt == null || receipt.state() != Receipt.State.FAILED) {
      return null;
    }
    return receipt.failures().stream()
        .findFirst()
        .map(failure -> Failure.of(failure.code(), "loaded, but not proven: " + failure.message()))
        .orElse(null);
  }
}
