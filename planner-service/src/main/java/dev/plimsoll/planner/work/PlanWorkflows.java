package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.planner.build.BuildControls;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.plan.PlanControl;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Workflows that show applied plans. Their jobs follow the builds, so what is asked of them is
/// asked of the plan or build.
@ApplicationScoped
public class PlanWorkflows {
  private final Transactions transactions;
  private final PlanControl plans;
  private final BuildControls controls;
  private final Builds builds;
  private final DispatchLoop dispatch;
  private final OutboxRelay relay;

  public PlanWorkflows(
      DataSource dataSource,
      PlanControl plans,
      BuildControls controls,
      Builds builds,
      DispatchLoop dispatch,
      OutboxRelay relay) {
    this.transactions = new Transactions(dataSource);
    this.plans = plans;
    this.controls = controls;
    this.builds = builds;
    this.dispatch = dispatch;
    this.relay = relay;
  }

  public enum Act {
    PAUSE,
    RESUME,
    CANCEL,
    RETRY
  }

  /// @return false where the workflow shows no plan
  /// @throws PlimsollException CONFLICT as of [PlanControl] and [BuildControls]
  public boolean act(Act act, long workflow, String by) throws SQLException {
    @Nullable UUID plan =
        transactions.statements(connection -> BuildJobs.planOf(connection, workflow)).orElse(null);
    if (plan == null) {
      return false;
    }
    switch (act) {
      case PAUSE -> plans.pause(plan, by);
      case RESUME -> plans.resume(plan);
      case CANCEL -> plans.cancel(plan, by);
      case RETRY -> QuarkusTransaction.requiringNew().run(() -> retry(plan));
    }
    followed();
    return true;
  }

  private void retry(UUID plan) {
    for (BuildEntity build : builds.ofPlan(plan)) {
      switch (build.current().state()) {
        case FAILED, CANCELLED -> controls.retry(build.id());
        case PLANNED, DISPATCHED, RUNNING, SUCCEEDED -> {}
      }
    }
  }

  /// @return false where the job shows no build
  /// @throws PlimsollException CONFLICT as of [BuildControls]
  public boolean actOnJob(Act act, long job, String by) throws SQLException {
    @Nullable UUID build =
        transactions.statements(connection -> BuildJobs.buildOf(connection, job)).orElse(null);
    if (build == null) {
      return false;
    }
    switch (act) {
      case PAUSE -> controls.pause(build, by);
      case RESUME -> controls.resume(build);
      case CANCEL -> controls.cancel(build, by);
      case RETRY -> controls.retry(build);
    }
    followed();
    return true;
  }

  private void followed() throws SQLException {
    relay.wake();
    dispatch.wake();
    follow();
  }

  List<BuildJobs.Plan> newPlans() throws SQLException {
    return transactions.statements(BuildJobs::newPlans);
  }

  void add(BuildJobs.Plan plan) throws SQLException {
    transactions.run(connection -> BuildJobs.add(connection, plan));
  }

  void follow() throws SQLException {
    transactions.run(BuildJobs::follow);
  }

  void forget() throws SQLException {
    transactions.run(BuildJobs::forget);
  }
}
