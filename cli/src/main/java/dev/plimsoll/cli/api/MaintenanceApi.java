package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.plan.ControlRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Client of what the planner's API has below `/databases/{name}/maintenance`.
public final class MaintenanceApi {
  // A look at a database samples rows.
  private static final Duration LOOKS_FOR_AT_MOST = Duration.ofMinutes(10);

  private final ApiClient client;

  public MaintenanceApi(ApiClient client) {
    this.client = client;
  }

  private static String of(String database, String rest) {
    return "/databases/" + ApiClient.segment(database) + "/maintenance" + rest;
  }

  public List<MaintenanceView> all() {
    return client.pages("/maintenance", MaintenanceView.class, MaintenanceView::database);
  }

  public MaintenanceView show(String database) {
    return client.get(of(database, ""), MaintenanceView.class);
  }

  public ApiClient.Tagged<MaintenanceView> tagged(String database) {
    return client.getTagged(of(database, ""), MaintenanceView.class);
  }

  /// @param tag of the settings that were read
  public MaintenanceView edit(String database, MaintenanceSettings settings, String tag) {
    return client.put(of(database, ""), settings, MaintenanceView.class, Map.of("If-Match", tag));
  }

  public MaintenanceView hold(String database, boolean pause, ControlRequest who) {
    return client.post(of(database, pause ? "/pause" : "/resume"), who, MaintenanceView.class);
  }

  public MaintenanceRunView run(String database, boolean dryRun, ControlRequest who) {
    return client
        .patient(LOOKS_FOR_AT_MOST)
        .post(of(database, dryRun ? "/run?dryRun=true" : "/run"), who, MaintenanceRunView.class);
  }

  /// The latest first.
  public List<MaintenanceActionView> actions(String database, int most) {
    return client.pages(
        of(database, "/actions"), MaintenanceActionView.class, MaintenanceActionView::number, most);
  }

  /// @param approve or reject
  public MaintenanceActionView decide(
      String database, String action, boolean approve, ControlRequest who) {
    return client.post(
        of(database, "/actions/" + action + (approve ? "/approve" : "/reject")),
        who,
        MaintenanceActionView.class);
  }

  /// Of the largest relations.
  public List<RelationSizes> sizes(String database) {
    return client.list(of(database, "/sizes"), RelationSizes.class);
  }
}
