package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;
import static dev.plimsoll.cli.api.ApiClient.query;

import dev.plimsoll.contracts.plan.ApplyRequest;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What the command line asks of the planner.
public final class PlannerApi {
  // Reading a catalog, sampling tables and a pilot build take their time on a busy database.
  private static final Duration WORKS_FOR_AT_MOST = Duration.ofMinutes(10);

  // What the planner answers at once, at most.
  private static final int PAGE = 500;

  private final ApiClient client;

  public PlannerApi(ApiClient client) {
    this.client = client;
  }

  /// Registers a database as it is said, whatever is registered by its name.
  public DatabaseRegistration register(DatabaseRegistration database) {
    return put(database, "", Map.of());
  }

  /// Registers a database under a name that is free.
  ///
  /// @throws PlimsollException EDITED_MEANWHILE where it is not
  public DatabaseRegistration create(DatabaseRegistration database, ControlRequest who) {
    return put(database, query(who), Map.of("If-None-Match", "*"));
  }

  /// Changes a registration.
  ///
  /// @param tag of the one that was read
  /// @throws PlimsollException EDITED_MEANWHILE where it is another one by now
  public DatabaseRegistration edit(DatabaseRegistration database, String tag, ControlRequest who) {
    return put(database, query(who), Map.of("If-Match", tag));
  }

  private DatabaseRegistration put(
      DatabaseRegistration database, String query, Map<String, String> headers) {
    return working().put(of(database.name(), query), database, DatabaseRegistration.class, headers);
  }

  /// Announces a registration to the other services once more, with a new revision.
  public DatabaseRegistration announced(String name) {
    return client.post(of(name, "/announcement"), null, DatabaseRegistration.class);
  }

  /// A registration with its tag, which an edit names.
  public ApiClient.Tagged<DatabaseRegistration> tagged(String name) {
    return client.getTagged(of(name, ""), DatabaseRegistration.class);
  }

  /// Changes of a registration, the latest first.
  public List<DatabaseChange> changes(String name, int limit) {
    return client.list(of(name, "/changes?limit=" + limit), DatabaseChange.class);
  }

  /// Plans of a database, in any order.
  public List<PlanView> plans(String database) {
    return client.list("/plans?database=" + escape(database), PlanView.class);
  }

  /// Those whose id or hash begins so, at most 500.
  public List<PlanView> plansBeginning(String beginning) {
    return client.list("/plans?beginning=" + escape(beginning), PlanView.class);
  }

  public List<BuildView> builds(String database) {
    return all("/builds?database=" + escape(database), "&from=");
  }

  /// A draft; nothing is built.
  public PlanView draft(String database, PlanRequest request) {
    return working().post(of(database, "/plans"), request, PlanView.class);
  }

  /// Has exactly this plan carried out.
  ///
  /// @throws PlimsollException PLAN_MOVED where the database is no
  ///     longer what it was made for
  public PlanView apply(ApplyRequest request) {
    return working().post("/plans/apply", request, PlanView.class);
  }

  public PlanView plan(UUID id) {
    return client.get("/plans/" + id, PlanView.class);
  }

  public List<BuildView> buildsOf(UUID plan) {
    return client.list("/builds?plan=" + plan, BuildView.class);
  }

  public CalibrationView calibration(String database) {
    return client.get(of(database, "/calibration"), CalibrationView.class);
  }

  public PipelineView pipeline() {
    return client.get("/pipeline", PipelineView.class);
  }

  public List<DatabaseRegistration> databases() {
    return client.list("/databases", DatabaseRegistration.class);
  }

  public DatabaseRegistration database(String name) {
    return client.get(of(name, ""), DatabaseRegistration.class);
  }

  /// Forgets a registration; the database itself is not touched.
  public void remove(String database, ControlRequest who) {
    client.delete(of(database, query(who)));
  }

  public DatabaseCheckup test(String database) {
    return working().post(of(database, "/test"), null, DatabaseCheckup.class);
  }

  public LoadLineView loadLine(String database) {
    return client.get(of(database, "/load-line"), LoadLineView.class);
  }

  /// Measures on samples what a row costs there.
  public CalibrationView pilot(String database) {
    return working().post(of(database, "/pilot"), null, CalibrationView.class);
  }

  /// @param pause false to resume
  public PauseView holdDatabase(String database, boolean pause, ControlRequest control) {
    return client.post(of(database, pause ? "/pause" : "/resume"), control, PauseView.class);
  }

  /// Differences to the plan of the database before this one.
  public PlanDiff diff(UUID plan) {
    return client.get("/plans/" + plan + "/diff", PlanDiff.class);
  }

  /// @param pause false to resume
  public PauseView holdPlan(UUID plan, boolean pause, ControlRequest control) {
    return client.post("/plans/" + plan + (pause ? "/pause" : "/resume"), control, PauseView.class);
  }

  public PlanView cancelPlan(UUID plan, ControlRequest control) {
    return client.post("/plans/" + plan + "/cancel", control, PlanView.class);
  }

  /// Of all databases, newest first, as many as the planner answers.
  public List<BuildView> builds() {
    return all("/builds", "?from=");
  }

  public BuildView build(UUID id) {
    return client.get("/builds/" + id, BuildView.class);
  }

  public BuildView change(UUID build, BuildPatch patch) {
    return client.patch("/builds/" + build, patch, BuildView.class);
  }

  public BuildView cancelBuild(UUID build, ControlRequest control) {
    return client.post("/builds/" + build + "/cancel", control, BuildView.class);
  }

  public BuildView release(UUID build, ControlRequest control) {
    return client.post("/builds/" + build + "/release", control, BuildView.class);
  }

  public BuildView retry(UUID build) {
    return client.post("/builds/" + build + "/retry", null, BuildView.class);
  }

  private ApiClient working() {
    return client.patient(WORKS_FOR_AT_MOST);
  }

  private static String of(String database, String what) {
    return "/databases/" + escape(database) + what;
  }

  /// Page by page, until one is not full. What comes meanwhile moves builds to the next page, where
  /// they are seen again and left out.
  private List<BuildView> all(String path, String from) {
    List<BuildView> page = client.list(path, BuildView.class);
    List<BuildView> builds = new ArrayList<>(page);
    Set<UUID> seen = new HashSet<>();
    int read = page.size();
    while (page.size() >= PAGE) {
      page.forEach(build -> seen.add(build.id()));
      page = client.list(path + from + read, BuildView.class);
      read += page.size();
      page.stream().filter(build -> !seen.contains(build.id())).forEach(builds::add);
    }
    return List.copyOf(builds);
  }
}
