package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;

import dev.plimsoll.contracts.plan.ApplyRequest;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the command line asks of the planner.
public final class PlannerApi {
  private final ApiClient client;

  public PlannerApi(ApiClient client) {
    this.client = client;
  }

  public void register(DatabaseRegistration database) {
    client.put("/databases/" + escape(database.name()), database);
  }

  /// Plans of a database, in any order.
  public List<PlanView> plans(String database) {
    return client.list("/plans?database=" + escape(database), PlanView.class);
  }

  public List<BuildView> builds(String database) {
    return client.list("/builds?database=" + escape(database), BuildView.class);
  }

  /// A draft, which nothing is done for.
  public PlanView draft(String database, PlanRequest request) {
    return client.post(
        "/databases/" + escape(database) + "/plans", request, PlanView.class, Map.of());
  }

  /// Has exactly this plan carried out.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException PLAN_MOVED where the database is no
  ///     longer what it was made for
  public PlanView apply(ApplyRequest request) {
    return client.post("/plans/apply", request, PlanView.class, Map.of());
  }

  public PlanView plan(UUID id) {
    return client.get("/plans/" + id, PlanView.class);
  }

  public List<BuildView> buildsOf(UUID plan) {
    return client.list("/builds?plan=" + plan, BuildView.class);
  }

  public CalibrationView calibration(String database) {
    return client.get("/databases/" + escape(database) + "/calibration", CalibrationView.class);
  }

  public PipelineView pipeline() {
    return client.get("/pipeline", PipelineView.class);
  }
}
