package dev.plimsoll.builder.run;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.claim.TableClaim;
import dev.plimsoll.builder.progress.BackendActivity;
import dev.plimsoll.builder.progress.CreatePhase;
import dev.plimsoll.builder.progress.ProgressWatcher;
import dev.plimsoll.builder.recipe.BuildSession;
import dev.plimsoll.builder.recipe.Decision;
import dev.plimsoll.builder.recipe.LockPatience;
import dev.plimsoll.builder.recipe.Recipe;
import dev.plimsoll.builder.recipe.Step;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs one build to its end. What is done is read from the target's catalog before every step, so
/// a build that was broken off anywhere goes on where it stood, whoever runs it next.
public final class BuildRunner {
  private static final Logger LOG = Logger.getLogger(BuildRunner.class);
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(500);

  /// Opens sessions of a target.
  @FunctionalInterface
  public interface Sessions {
    /// @throws PlimsollException where the database refuses or does not answer
    Connection open(DatabaseAddress database, String applicationName);
  }

  private final Sessions sessions;
  private final LockPatience lockPatience;
  private final LockPatience sessionPatience;
  private final StopSignal stop;

  /// @param lockPatience for the short locks
  /// @param sessionPatience how often a lost session is replaced, and how soon; its timeout is
  ///     unused
  public BuildRunner(
      Sessions sessions, LockPatience lockPatience, LockPatience sessionPatience, StopSignal stop) {
    this.sessions = sessions;
    this.lockPatience = lockPatience;
    this.sessionPatience = sessionPatience;
    this.stop = stop;
  }

  /// @return Succeeded or Failed
  /// @throws StopSignal.StoppedException when the process is ending; nothing is known to have
  ///     failed
  public BuildEvent run(BuildCommand build, BuildJournal journal) {
    int failures = 0;
    while (true) {
      Failure failure;
      try {
        return attempt(build, journal);
      } catch (PlimsollException e) {
        failure = Failure.of(e);
      } catch (SQLException e) {
        failure = Failure.of(e);
      } catch (StopSignal.StoppedException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.errorf(e, "build=%s attempt=%d failed by a defect", build.buildId(), build.attempt());
        failure = Failure.defect();
      }
      failures++;
      if (!failure.worthAnotherTry() || failures >= sessionPatience.attempts()) {
        stop.pause(Duration.ZERO);
        return journal.failed(failure.given(failures));
      }
      LOG.infof(
          "build=%s attempt=%d code=%s sqlstate=%s failures=%d: connecting again",
          build.buildId(), build.attempt(), failure.code().value(), failure.sqlState(), failures);
      journal.blockedBy("the target: " + failure.message());
      stop.pause(sessionPatience.pause(failures, ThreadLocalRandom.current()));
    }
  }

  private BuildEvent attempt(BuildCommand build, BuildJournal journal) throws SQLException {
    Connection connection = sessions.open(build.database(), BuildNames.session(build));
    try (BuildSession session = new BuildSession(connection, build, lockPatience, stop, journal)) {
      TargetTable table = session.read();
      journal.numberFrom(table.clockMillis());
      boolean claimed = TableClaim.tryTake(connection, table.oid());
      TableClaim.@Nullable Holder holder =
          claimed ? null : TableClaim.holder(connection, table.oid());
      journal.started(
          begunBefore(build, table)
              || (holder != null && BuildNames.isSessionOf(build.buildId(), holder.application())));
      Recipe recipe = Recipe.of(build.definition());
      carryOut(recipe.beforeClaim(), session, journal);
      if (!claimed) {
        follow(session, table.oid(), journal);
        carryOut(recipe.beforeClaim(), session, journal);
      }
      try (ProgressWatcher watcher = watch(session, table, journal)) {
        carryOut(recipe.underClaim(), session, journal);
      }
      return journal.succeeded(session.indexBytes(), session.createTime());
    }
  }

  private ProgressWatcher watch(BuildSession session, TargetTable table, BuildJournal journal) {
    BuildCommand build = session.build();
    return ProgressWatcher.of(
        table.backendPid(),
        () -> sessions.open(build.database(), BuildNames.watcher(build)),
        journal::saw);
  }

  private static boolean begunBefore(BuildCommand build, TargetTable table) {
    String own = BuildNames.index(build.buildId());
    return table.index(own).isPresent()
        || table.constraints().stream().anyMatch(constraint -> constraint.name().startsWith(own));
  }

  private static void carryOut(List<Step> steps, BuildSession session, BuildJournal journal)
      throws SQLException {
    double done = 0;
    @Nullable TargetTable known = null;
    for (Step step : steps) {
      long begun = System.nanoTime();
      journal.phase(step.name(), done);
      // What a step did not change need not be read again: nobody else works on this under the
      // claim.
      TargetTable table = known == null ? session.read() : known;
      String outcome =
          switch (step.decide(session.build(), table)) {
            case Decision.Run() -> {
              step.run(session, table);
              known = null;
              yield StepOutcome.DONE;
            }
            case Decision.AlreadyDone() -> {
              known = table;
              yield StepOutcome.ALREADY_DONE;
            }
            case Decision.NotNeeded() -> {
              known = table;
              yield StepOutcome.NOT_NEEDED;
            }
            case Decision.Refuse(var code, var reason) -> throw new PlimsollException(code, reason);
          };
      journal.step(step.name(), outcome, Duration.ofNanos(System.nanoTime() - begun));
      if (step.carriesTheIndex()) {
        done = CreatePhase.ALL;
      }
    }
  }

  /// Looks on while another session has the table, outside of any statement or transaction. It is
  /// most often an earlier delivery of this very build, whose builder is gone and whose session
  /// goes on. However long it takes: the catalog says when that session has ended.
  private void follow(BuildSession session, long tableOid, BuildJournal journal)
      throws SQLException {
    Connection connection = session.connection();
    BuildCommand build = session.build();
    Duration pause = FIRST_LOOK;
    String phase = "";
    long phaseBegan = System.nanoTime();
    while (!TableClaim.tryTake(connection, tableOid)) {
      TableClaim.@Nullable Holder holder = TableClaim.holder(connection, tableOid);
      @Nullable BackendActivity activity =
          holder == null ? null : BackendActivity.read(connection, holder.pid());
      if (holder != null
          && activity != null
          && BuildNames.isSessionOf(build.buildId(), holder.application())) {
        String now = activity.create() == null ? "" : activity.create().phase();
        if (!now.equals(phase)) {
          phase = now;
          phaseBegan = System.nanoTime();
        }
        journal.follows(activity, Duration.ofNanos(System.nanoTime() - phaseBegan));
      } else if (holder != null) {
        journal.blockedBy(
            "waits for session %d (%s), which builds on the same table"
                .formatted(holder.pid(), holder.application()));
      }
      stop.pause(pause);
      pause = pause.multipliedBy(2).compareTo(LOOK) < 0 ? pause.multipliedBy(2) : LOOK;
    }
    journal.blockedBy(null);
  }
}
