package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.BuildView;
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
import org.jboss.logging.Logger;

/// The removal of a database's registration. Plans, builds and their observations stay under the
/// database's name, and are there again when it is registered anew.
@ApplicationScoped
public class Deregistration {
  private static final Logger LOG = Logger.getLogger(Deregistration.class);

  private final Databases databases;
  private final Plans plans;
  private final Builds builds;
  private final BuildControls controls;
  private final BuildLedger ledger;

  public Deregistration(
      Databases databases, Plans plans, Builds builds, BuildControls controls, BuildLedger ledger) {
    this.databases = databases;
    this.plans = plans;
    this.builds = builds;
    this.controls = controls;
    this.ledger = ledger;
  }

  /// Drafts of it, and builds that wait for what has failed, are cancelled with it.
  ///
  /// @throws PlimsollException NOT_FOUND, or DATABASE_IN_USE while builds run there or will be sent
  @Transactional
  public void remove(String name, RegistrationEdit edit) {
    // The same order as everywhere: the database, then its line. Nothing is claimed from now on.
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
}
