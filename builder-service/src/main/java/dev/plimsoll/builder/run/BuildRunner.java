package dev.plimsoll.builder.run;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetCatalog;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.progress.CreatePhase;
import dev.plimsoll.builder.progress.ProgressWatcher;
import dev.plimsoll.builder.recipe.AttemptFence;
import dev.plimsoll.builder.recipe.BuildSession;
import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.builder.recipe.CancelSignal.CancelledException;
import dev.plimsoll.builder.recipe.LockRetryPolicy;
import dev.plimsoll.builder.recipe.Recipe;
import dev.plimsoll.builder.recipe.RecipeStep;
import dev.plimsoll.builder.recipe.RestoreWorkers;
import dev.plimsoll.builder.recipe.StepDecision;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.builder.recipe.Withdrawal;
import dev.plimsoll.builder.session.Sessions;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.BuildEvent.Step;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.claim.TableClaim;
import dev.plimsoll.tracing.Traced;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runner of one build to its end. The target's catalog is read before every step, so that any
/// runner can continue an interrupted build.
///
/// @param lockRetryPolicy for the short locks
/// @param sessionRetryPolicy for lost sessions; its timeout is unused
public record BuildRunner(
    Sessions sessions,
    LockRetryPolicy lockRetryPolicy,
    LockRetryPolicy sessionRetryPolicy,
    AttemptFence fence,
    StopSignal stop) {
  private static final Logger LOG = Logger.getLogger(BuildRunner.class);
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  // A closed session takes a moment to end.
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

  private static final String MAINTENANCE_DATABASE = "postgres";

  /// @param target address of its database
  /// @param cancel observed until the index is there
  /// @return Succeeded, Failed or Cancelled
  /// @throws StopSignal.StoppedException when the process is ending; no failure is known
  public BuildEvent run(
      BuildCommand build, DatabaseAddress target, BuildJournal journal, CancelSignal cancel) {
    try (Canceller canceller = Canceller.of(build, target, cancel, sessions)) {
      Delivery delivery =
          new Delivery(build, target, journal, cancel, canceller, new AtomicBoolean());
      int failures = 0;
      boolean seenGone = false;
      while (true) {
        BuildFailure failure;
        try {
          return delivery.isWithdrawn() ? withdraw(delivery) : attempt(delivery);
        } catch (CancelledException e) {
          continue;
        } catch (PlimsollException e) {
          failure = BuildFailure.of(e);
        } catch (SQLException e) {
          failure = BuildFailure.of(e);
        } catch (StopSignal.StoppedException e) {
          throw e;
        } catch (RuntimeException e) {
          LOG.errorf(e, "build=%s attempt=%d failed by a defect", build.buildId(), build.attempt());
          failure = BuildFailure.defect();
        }
        failures++;
        boolean byOurselves = cancel.requested() && failure.statementCancelled();
        if ((!failure.worthAnotherTry() && !byOurselves)
            || failures >= sessionRetryPolicy.attempts()) {
          stop.pause(Duration.ZERO);
          if (cancel.released()) {
            return journal.cancelled(cancel.by());
          }
          if (isSeenGone(build, target)) {
            // The target answers again, and the session may have finished the index.
            if (!seenGone && failure.worthAnotherTry() && fence.hasBegun(build)) {
              seenGone = true;
              continue;
            }
            return journal.failed(failure.given(failures));
          }
          // Without a known end it stays charged: no end is reported.
          byOurselves = false;
        }
        if (byOurselves) {
          continue;
        }
        LOG.infof(
            "build=%s attempt=%d code=%s sqlstate=%s failures=%d: connecting again",
            build.buildId(), build.attempt(), failure.code().value(), failure.sqlState(), failures);
        journal.blockedBy("the target: " + failure.message());
        stop.pause(sessionRetryPolicy.pause(failures, ThreadLocalRandom.current()));
      }
    }
  }

  /// Whether no session of the build is left in the target. False where that is unknown.
  private boolean isSeenGone(BuildCommand build, DatabaseAddress target) {
    if (!fence.hasBegun(build)) {
      return true;
    }
    try (Connection connection = openToLook(build, target)) {
      long deadline = System.nanoTime() + ENDS_WITHIN.toNanos();
      boolean alive = TargetCatalog.hasSession(connection, build.buildId());
      while (alive && System.nanoTime() < deadline) {
        stop.pause(FIRST_LOOK);
        alive = TargetCatalog.hasSession(connection, build.buildId());
      }
      return !alive;
    } catch (SQLException | PlimsollException e) {
      LOG.debugf(e, "build=%s whether it still runs could not be seen", build.buildId());
      return false;
    }
  }

  /// For a dropped database another one of its server shows the sessions.
  private Connection openToLook(BuildCommand build, DatabaseAddress target) {
    try {
      return sessions.open(target, BuildNames.watcher(build));
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.DATABASE_NOT_FOUND) {
        throw e;
      }
      return sessions.openBeside(target, MAINTENANCE_DATABASE, BuildNames.watcher(build));
    }
  }

  /// Delivery of a command.
  ///
  /// @param done the wanted index is there
  private record Delivery(
      BuildCommand build,
      DatabaseAddress target,
      BuildJournal journal,
      CancelSignal cancel,
      Canceller canceller,
      AtomicBoolean done) {
    private void finish() {
      done.set(true);
      canceller.close();
    }

    private boolean isWithdrawn() {
      return cancel.requested() && !done.get();
    }

    private CancelSignal signal() {
      return done.get() ? new CancelSignal() : cancel;
    }
  }

  private BuildEvent attempt(Delivery delivery) throws SQLException {
    BuildCommand build = delivery.build;
    BuildJournal journal = delivery.journal;
    journal.kept(-1);
    Connection connection = sessions.open(delivery.target, BuildNames.session(build));
    try (BuildSession session =
        new BuildSession(
            connection, build, lockRetryPolicy, stop, delivery.signal(), fence, journal)) {
      TargetTableFacts table = session.read();
      journal.numberFrom(table.server().clockMillis());
      boolean claimed = TableClaim.tryTake(connection, table.relation().oid());
      journal.started(
          Withdrawal.isNeeded(build, table)
              || (!claimed && ClaimWait.isHeldByOwn(connection, table.relation().oid(), build)));
      Recipe recipe = Recipe.of(build, table);
      carryOut(recipe.beforeClaim(), session, delivery);
      if (!claimed) {
        ClaimWait.untilTaken(session, table.relation().oid(), journal);
        carryOut(recipe.beforeClaim(), session, delivery);
      }
      try (ProgressWatcher _ = watch(session, table, delivery)) {
        carryOut(recipe.underClaim(), session, delivery);
      } catch (SQLException | PlimsollException e) {
        restoreWorkers(session, e);
        tellWhatIsKept(session, journal, e);
        throw e;
      }
      BuildEvent.Succeeded succeeded =
          journal.succeeded(session.indexBytes(), session.createTime());
      // A cancelling session may still be about to stop this one's statement.
      if (!delivery.cancel.requested()) {
        sessions.keep(delivery.target, session.release());
      }
      return succeeded;
    }
  }

  /// Reports an index that stays, for mended rows or to be cleared.
  private static void tellWhatIsKept(
      BuildSession session, BuildJournal journal, Exception because) {
    try {
      String own = BuildNames.index(session.build().buildId());
      journal.kept(TargetCatalog.indexBytes(session.connection(), session.build().table(), own));
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  private static void restoreWorkers(BuildSession session, Exception because) {
    if (!session.build().allocation().tableWorkers() || session.cancelled()) {
      return;
    }
    try {
      RestoreWorkers restore = new RestoreWorkers();
      TargetTableFacts table = session.read();
      if (restore.decide(session.build(), table) instanceof StepDecision.Run) {
        restore.run(session, table);
      }
    } catch (SQLException | PlimsollException e) {
      because.addSuppressed(e);
    }
  }

  private BuildEvent withdraw(Delivery delivery) throws SQLException {
    BuildCommand build = delivery.build;
    BuildJournal journal = delivery.journal;
    journal.phase("taking back", 0);
    Connection connection = sessions.open(delivery.target, BuildNames.withdrawal(build));
    try (BuildSession session =
        new BuildSession(
            connection, build, lockRetryPolicy, stop, new CancelSignal(), fence, journal)) {
      TargetTableFacts table = session.read();
      journal.numberFrom(table.server().clockMillis());
      boolean claimed = TableClaim.tryTake(connection, table.relation().oid());
      while (!claimed
          && (Withdrawal.isNeeded(build, table)
              || ClaimWait.isHeldByOwn(connection, table.relation().oid(), build))) {
        session.pause(FIRST_LOOK);
        claimed = TableClaim.tryTake(connection, table.relation().oid());
        table = session.read();
      }
      if (Withdrawal.isNeeded(build, table)) {
        long begun = System.nanoTime();
        try (ProgressWatcher _ = watch(session, table, delivery)) {
          Withdrawal.run(session);
        }
        journal.step("take back", Step.DONE, Duration.ofNanos(System.nanoTime() - begun));
      }
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.TABLE_NOT_FOUND) {
        throw e;
      }
    }
    return journal.cancelled(delivery.cancel.by());
  }

  private ProgressWatcher watch(BuildSession session, TargetTableFacts table, Delivery delivery) {
    BuildCommand build = session.build();
    return ProgressWatcher.of(
        table.server().backendPid(),
        sessions.of(delivery.target, BuildNames.watcher(build)),
        delivery.journal::saw);
  }

  private static void carryOut(List<RecipeStep> steps, BuildSession session, Delivery delivery)
      throws SQLException {
    BuildJournal journal = delivery.journal;
    double done = 0;
    @Nullable TargetTableFacts known = null;
    for (RecipeStep step : steps) {
      if (!delivery.done.get()) {
        session.heedCancel();
      }
      long begun = System.nanoTime();
      journal.phase(step.name(), done);
      // After a step without changes the facts still hold: the claim excludes others.
      TargetTableFacts table = known == null ? session.read() : known;
      String outcome;
      try {
        outcome = carryOut(step, session, table);
      } catch (SQLException | PlimsollException | CancelledException e) {
        journal.step(
            step.name(),
            session.cancelled() ? Step.CANCELLED : Step.FAILED,
            Duration.ofNanos(System.nanoTime() - begun));
        throw e;
      }
      known = outcome.equals(Step.DONE) ? null : table;
      if (step.finishes()) {
        delivery.finish();
      }
      journal.step(step.name(), outcome, Duration.ofNanos(System.nanoTime() - begun));
      if (step.carriesTheIndex()) {
        done = CreatePhase.ALL;
      }
    }
  }

  private static String carryOut(RecipeStep step, BuildSession session, TargetTableFacts table)
      throws SQLException {
    return switch (step.decide(session.build(), table)) {
      case StepDecision.Run() -> {
        try (Traced traced = Traced.step(step.name())) {
          run(step, session, table, traced);
        }
        yield Step.DONE;
      }
      case StepDecision.AlreadyDone() -> Step.ALREADY_DONE;
      case StepDecision.NotNeeded() -> Step.NOT_NEEDED;
      case StepDecision.Refuse(var code, var reason) -> throw new PlimsollException(code, reason);
    };
  }

  private static void run(
      RecipeStep step, BuildSession session, TargetTableFacts table, Traced traced)
      throws SQLException {
    try {
      step.run(session, table);
    } catch (SQLException e) {
      traced.failed(String.valueOf(e.getSQLState()));
      throw e;
    } catch (PlimsollException e) {
      traced.failed(e.code().value());
      throw e;
    }
  }
}
