package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildControls;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildLedger;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.RegistrationEdit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Actions of people on plans, and on all plans of a database: pause, resume, cancel, remove.
@ApplicationScoped
public class PlanControl {
  private static final Logger LOG = Logger.getLogger(PlanControl.class);

  private final Plans plans;
  private final PlanProgress progress;
  private final Databases databases;
  private final Builds builds;
  private final BuildControls controls;
  private final BuildLedger ledger;

  public PlanControl(
      Plans plans,
      PlanProgress progress,
      Databases databases,
      Builds builds,
      BuildControls controls,
      BuildLedger ledger) {
    this.plans = plans;
    this.progress = progress;
    this.databases = databases;
    this.builds = builds;
    this.controls = controls;
    this.ledger = ledger;
  }

  /// @throws PlimsollException NOT_FOUND, or CONFLICT where no more of it would be sent
  @Transactional
  public PauseView pause(UUID id, String by) {
    PlanEntity plan = locked(id);
    switch (plan.state()) {
      case APPROVED, RUNNING -> plan.pause(by);
      case PAUSED -> {}
      case DRAFT, SUPERSEDED, DONE, FAILED, CANCELLED -> throw conflict(plan);
    }
    return answer(plan.pausedBy(), builds.ofPlan(id));
  }

  /// @throws PlimsollException NOT_FOUND, or CONFLICT where no more of it would be sent
  @Transactional
  public PauseView resume(UUID id) {
    PlanEntity plan = locked(id);
    switch (plan.state()) {
      case PAUSED -> plan.resume(PlanProgress.active(progress.facts(id)));
      case APPROVED, RUNNING -> {}
      case DRAFT, SUPERSEDED, DONE, FAILED, CANCELLED -> throw conflict(plan);
    }
    return answer(null, builds.ofPlan(id));
  }

  /// Cancels waiting builds at once, and asks the builders of running ones.
  ///
  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public void cancel(UUID id, String by) {
    PlanEntity plan = locked(id);
    switch (plan.state()) {
      case DRAFT -> plan.becomes(PlanView.State.CANCELLED);
      case APPROVED, RUNNING, PAUSED -> {
        plan.cancel(by);
        for (BuildEntity build : builds.ofPlan(id)) {
          controls.cancelIfOpen(build, by);
        }
        plan.becomes(PlanView.State.RUNNING);
        progress.refresh(id);
      }
      case SUPERSEDED, DONE, FAILED, CANCELLED -> {}
    }
  }

  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public PauseView pauseDatabase(String name, String by) {
    DatabaseEntity database = databases.locked(name);
    ledger.lockLine(name);
    if (database.pausedBy() == null) {
      database.pause(by);
    }
    return answer(database.pausedBy(), builds.pending(name));
  }

  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public PauseView resumeDatabase(String name) {
    databases.locked(name).pause(null);
    ledger.lockLine(name);
    return answer(null, builds.pending(name));
  }

  /// Removes a registration and cancels its drafts and stuck builds. Its history stays under its
  /// name, for a later registration too.
  ///
  /// @throws PlimsollException NOT_FOUND, or DATABASE_IN_USE while builds run or will be sent
  @Transactional
  public void remove(String name, RegistrationEdit edit) {
    // The lock order: database, then line. Nothing is claimed from here on.
    DatabaseEntity database = databases.locked(name);
    ledger.lockLine(name);
    List<BuildEntity> underWay = builds.underWay(name);
    if (!underWay.isEmpty()) {
      throw inUse(name, underWay);
    }
    builds.waiting(name).forEach(build -> controls.cancelIfOpen(build, edit.by()));
    plans.drafts(name).forEach(draft -> draft.becomes(PlanView.State.CANCELLED));
    databases.remove(database, edit);
    LOG.infof("database %s is no longer registered, says %s", name, edit.by());
  }

  private static PlimsollException inUse(String name, List<BuildEntity> underWay) {
    long waiting =
        underWay.stream()
            .filter(build -> build.current().state() == BuildView.State.PLANNED)
            .count();
    return new PlimsollException(
        ErrorCode.DATABASE_IN_USE,
        "%s: %d of its builds run, %d wait".formatted(name, underWay.size() - waiting, waiting));
  }

  private PlanEntity locked(UUID id) {
    ledger.lockLine(plans.known(id).database());
    plans.getEntityManager().clear();
    return plans.known(id);
  }

  private static PlimsollException conflict(PlanEntity plan) {
    return PlimsollException.conflict(
        "nothing of plan " + plan.id() + " is to be sent: " + plan.state());
  }

  private static PauseView answer(@Nullable String pausedBy, List<BuildEntity> builds) {
    int running = 0;
    for (BuildEntity build : builds) {
      BuildView.State state = build.current().state();
      running += state == BuildView.State.DISPATCHED || state == BuildView.State.RUNNING ? 1 : 0;
    }
    if (pausedBy == null) {
      return new PauseView(false, "", running, "builds are sent as the load line allows");
    }
    String rest =
        switch (running) {
          case 0 -> "nothing is running";
          case 1 ->
              "1 build is running and goes on to its end, since CREATE INDEX CONCURRENTLY cannot pause";
          default ->
              running
                  + " builds are running and go on to their ends, since CREATE INDEX CONCURRENTLY"
                  + " cannot pause";
        };
    return new PauseView(
        true, pausedBy, running, "paused by " + pausedBy + ": nothing more is sent; " + rest);
  }
}
