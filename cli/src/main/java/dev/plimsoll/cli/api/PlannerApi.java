package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.List;

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

  public PipelineView pipeline() {
    return client.get("/pipeline", PipelineView.class);
  }
}
