package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView.State;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.maintenance.run.MaintenanceRun;
import dev.plimsoll.maintenance.run.RunContext;
import dev.plimsoll.maintenance.run.RunLimits;
import dev.plimsoll.maintenance.run.RunResult;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.worker.Workers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs of actions, each in a thread of its own, and what is written of their ends.
///
/// @param released after the load line got something back
record ActionRunner(
    Transactions transactions,
    Completions completions,
    Workers workers,
    Databases databases,
    PostgresConnections connector,
    MaintenanceConfig config,
    Runnable released) {
  private static final Logger LOG = Logger.getLogger(ActionRunner.class);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(8);

  /// A run that goes on, or has ended.
  static final class Running {
    private volatile @Nullable String stop;
    private @Nullable Thread thread;

    void stop(String why) {
      stop = why;
    }

    boolean ended() {
      Thread one = thread;
      return one != null && !one.isAlive();
    }

    void join() {
      Thread one = thread;
      try {
        if (one != null && !one.join(ENDS_WITHIN)) {
          LOG.warnf("%s has not ended; the next planner goes on", one.getName());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  Running begin(ClaimedJob job, StoredAction action) {
    Running running = new Running();
    running.thread =
        Thread.ofVirtual().name("maintenance-" + job.job()).start(() -> run(job, action, running));
    return running;
  }

  private void run(ClaimedJob job, StoredAction action, Running running) {
    RunResult result;
    try {
      RunLimits limits = RunLimits.DEFAULT.withOwnWait(config.ownWait());
      result =
          MaintenanceRun.of(
              new Context(job, action, running),
              limits,
              action.action(),
              action.needs().memoryBytes(),
              job.job(),
              job.attempt());
    } catch (SQLException | RuntimeException e) {
      String why = SqlStates.firstLine(e);
      result = new RunResult(RunResult.Outcome.STEPPED_BACK, why, 0, 0);
    }
    try {
      end(job, action, result);
      released.run();
    } catch (SQLException | RuntimeException e) {
      // The queue takes the worker's or the lease's end for its own; the next attempt goes on.
      LOG.warnf("job=%d the end of its action could not be written: %s", job.job(), e);
    }
  }

  /// Nothing is written where the action is another claim's by now.
  private void end(ClaimedJob job, StoredAction action, RunResult result) throws SQLException {
    boolean last = job.attempt() >= MaintenanceQueue.ATTEMPTS;
    LOG.infof(
        "event=maintenance.ended database=%s kind=%s subject=%s outcome=%s",
        action.database(),
        action.action().kind().value(),
        action.action().subject(),
        result.outcome());
    if (result.outcome() == RunResult.Outcome.STEPPED_BACK && !last) {
      later(job, action, result);
      return;
    }
    State state =
        switch (result.outcome()) {
          case DONE -> State.DONE;
          case NOT_NEEDED -> State.NOT_NEEDED;
          case REFUSED -> State.REFUSED;
          case STEPPED_BACK -> State.FAILED;
        };
    boolean taken =
        transactions.run(
            connection -> {
              MaintenanceCharge.lock(connection, action.id());
              boolean mine =
                  ActionStore.end(
                      connection,
                      action.id(),
                      job.claim(),
                      state,
                      result.detail(),
                      result.bytesBefore(),
                      result.bytesAfter());
              if (mine) {
                MaintenanceCharge.release(connection, action.id());
              }
              if (mine && result.isDone()) {
                SettingsStore.maintained(connection, action.database(), action.ofIndex());
              }
              return mine;
            });
    if (taken) {
      if (state == State.DONE || state == State.NOT_NEEDED) {
        completions.done(List.of(job));
      } else {
        completions.failed(job, result.detail(), true);
      }
    }
  }

  private void later(ClaimedJob job, StoredAction action, RunResult result) throws SQLException {
    boolean taken =
        transactions.run(
            connection -> {
              MaintenanceCharge.lock(connection, action.id());
              boolean mine =
                  ActionStore.later(connection, action.id(), job.claim(), result.detail());
              if (mine) {
                MaintenanceCharge.release(connection, action.id());
              }
              return mine;
            });
    if (taken) {
      completions.failed(job, result.detail(), false);
    }
  }

  /// Sessions of the action's database, as it is registered while the run begins.
  private final class Context implements RunContext {
    private final ClaimedJob job;
    private final StoredAction action;
    private final Running running;
    private volatile @Nullable FirstLook look;

    Context(ClaimedJob job, StoredAction action, Running running) {
      this.job = job;
      this.action = action;
      this.running = running;
      this.look = action.firstLook();
    }

    @Override
    public Connection open(String application) throws SQLException {
      try {
        return connector.open(address(), application);
      } catch (PlimsollException e) {
        throw e.getCause() instanceof SQLException cause
            ? cause
            : new SQLException(e.getMessage(), "08001", e);
      }
    }

    private DatabaseAddress address() throws SQLException {
      AdmissionGate.@Nullable Question question = databases.question(action.database());
      if (question == null) {
        throw new SQLException("it is not registered any more", "08001");
      }
      return question.address();
    }

    @Override
    public @Nullable String stop() {
      @Nullable String why = running.stop;
      if (why != null) {
        return why;
      }
      try {
        if (!workers.lost(List.of(job)).isEmpty()) {
          return "its job is another's by now, or canceled";
        }
        return transactions
            .statements(
                connection -> {
                  Optional<StoredAction> now = ActionStore.ofJob(connection, job.job());
                  if (now.isEmpty()) {
                    return Optional.of("its database is not registered as it was any more");
                  }
                  return now.get().byHand()
                          || SettingsStore.read(connection, action.database()).running()
                      ? Optional.<String>empty()
                      : Optional.of("maintenance is stopped");
                })
            .orElse(null);
      } catch (SQLException e) {
        return "the planner's database does not answer: " + SqlStates.firstLine(e);
      }
    }

    @Override
    public @Nullable FirstLook before() {
      return look;
    }

    @Override
    public void note(FirstLook before) throws SQLException {
      if (!transactions.run(
          connection -> ActionStore.note(connection, action.id(), job.claim(), before))) {
        throw new SQLException("its job is another's by now", "57014");
      }
      look = before;
    }
  }
}
