package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.query;
import static dev.plimsoll.cli.api.ApiClient.segment;

import dev.plimsoll.contracts.advice.AdvicePlanRequest;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.LanePatch;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Client of the planner's API.
public final class PlannerApi {
  // On a busy database, catalogs, samples and pilot builds take long.
  private static final Duration WORKS_FOR_AT_MOST = Duration.ofMinutes(10);

  private final ApiClient client;

  public PlannerApi(ApiClient client) {
    this.client = client;
  }

  /// Registers a database, and replaces a registration of its name.
  public DatabaseRegistration register(DatabaseRegistration database) {
    return put(database, "", Map.of());
  }

  /// Registers a database under a free name.
  ///
  /// @throws PlimsollException EDITED_MEANWHILE where the name is taken
  public DatabaseRegistration create(DatabaseRegistration database, ControlRequest who) {
    return put(database, query(who), Map.of("If-None-Match", "*"));
  }

  /// Changes a registration.
  ///
  /// @param tag of the registration that was read
  /// @throws PlimsollException EDITED_MEANWHILE where it has changed since
  public DatabaseRegistration edit(DatabaseRegistration database, String tag, ControlRequest who) {
    return put(database, query(who), Map.of("If-Match", tag));
  }

  private DatabaseRegistration put(
      DatabaseRegistration database, String query, Map<String, String> headers) {
    return working().put(of(database.name(), query), database, DatabaseRegistration.class, headers);
  }

  /// Publishes a registration again, with a new revision.
  public DatabaseRegistration announced(String name) {
    return client.post(of(name, "/announce"), null, DatabaseRegistration.class);
  }

  public ApiClient.Tagged<DatabaseRegistration> tagged(String name) {
    return client.getTagged(of(name, ""), DatabaseRegistration.class);
  }

  /// The latest first.
  public List<DatabaseChange> changes(String name, int most) {
    return client.pages(of(name, "/changes"), DatabaseChange.class, DatabaseChange::edition, most);
  }

  public List<PlanView> plans(String database) {
    return plans(Integer.MAX_VALUE, "database", database);
  }

  /// Plans whose id or hash has this prefix.
  public List<PlanView> plansBeginning(String beginning) {
    return plans(Integer.MAX_VALUE, "beginning", beginning);
  }

  /// The newest first.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<PlanView> plans(int most, @Nullable Object... filters) {
    return client.pages(ApiClient.filtered("/plans", filters), PlanView.class, PlanView::id, most);
  }

  /// Builds whose id has this prefix.
  public List<BuildView> buildsBeginning(String beginning) {
    return builds("beginning", beginning);
  }

  public List<BuildView> builds(String database) {
    return builds("database", database);
  }

  /// The newest first; of a plan in the order of their predicted starts.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<BuildView> builds(@Nullable Object... filters) {
    return client.pages(ApiClient.filtered("/builds", filters), BuildView.class, BuildView::id);
  }

  /// Drafts a plan; nothing is built.
  public PlanView draft(String database, PlanRequest request) {
    return working().post(of(database, "/plans"), request, PlanView.class);
  }

  /// Starts exactly this plan.
  ///
  /// @param hash of the plan, or its first 8 characters or more
  /// @throws PlimsollException PLAN_MOVED where the database has changed since
  public PlanView apply(String hash, ControlRequest control) {
    return working().post("/plans/" + segment(hash) + "/apply", control, PlanView.class);
  }

  public PlanView plan(UUID id) {
    return client.get("/plans/" + id, PlanView.class);
  }

  public List<BuildView> buildsOf(UUID plan) {
    return builds("plan", plan);
  }

  public CalibrationView calibration(String database) {
    return client.get(of(database, "/calibration"), CalibrationView.class);
  }

  public PipelineView pipeline() {
    return client.get("/pipeline", PipelineView.class);
  }

  public List<DatabaseRegistration> databases() {
    return databases(null, null);
  }

  /// @param kind null for any
  /// @param use null for any
  public List<DatabaseRegistration> databases(
      @Nullable DatabaseKind kind, @Nullable DatabaseUse use) {
    return client.pages(
        ApiClient.filtered("/databases", "kind", kind, "use", use),
        DatabaseRegistration.class,
        DatabaseRegistration::name);
  }

  public DatabaseRegistration database(String name) {
    return client.get(of(name, ""), DatabaseRegistration.class);
  }

  /// Removes a registration; the database is not touched.
  public void remove(String database, ControlRequest who) {
    client.delete(of(database, query(who)));
  }

  public DatabaseCheckup test(String database) {
    return working().post(of(database, "/test"), null, DatabaseCheckup.class);
  }

  public LoadLineView loadLine(String database) {
    return client.get(of(database, "/load-line"), LoadLineView.class);
  }

  /// Measures the cost of a row on samples.
  public CalibrationView pilot(String database) {
    return working().post(of(database, "/pilot"), null, CalibrationView.class);
  }

  public PauseView holdDatabase(String database, boolean pause, ControlRequest control) {
    return client.post(of(database, pause ? "/pause" : "/resume"), control, PauseView.class);
  }

  /// Differences to the previous plan of the database.
  public PlanDiff diff(UUID plan) {
    return client.get("/plans/" + plan + "/diff", PlanDiff.class);
  }

  public PauseView holdPlan(UUID plan, boolean pause, ControlRequest control) {
    return client.post("/plans/" + plan + (pause ? "/pause" : "/resume"), control, PauseView.class);
  }

  public PlanView cancelPlan(UUID plan, ControlRequest control) {
    return client.post("/plans/" + plan + "/cancel", control, PlanView.class);
  }

  public BuildView build(UUID id) {
    return client.get("/builds/" + id, BuildView.class);
  }

  public BuildView holdBuild(UUID build, boolean pause, ControlRequest control) {
    return client.post(
        "/builds/" + build + (pause ? "/pause" : "/resume"), control, BuildView.class);
  }

  public List<LaneView> lanes() {
    return client.list("/lanes", LaneView.class);
  }

  public LaneView changeLane(Lane lane, LanePatch patch) {
    return client.patch("/lanes/" + lane.value(), patch, LaneView.class);
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

  /// Starts an analysis, or answers the same one that runs.
  public AnalysisView analyse(String database, AnalysisRequest request) {
    return client.post(of(database, "/advice"), request, AnalysisView.class);
  }

  public AnalysisView analysis(UUID id) {
    return client.get("/analyses/" + id, AnalysisView.class);
  }

  /// @throws PlimsollException NOT_FOUND where there is none
  public AnalysisView latestAnalysis(String database) {
    return client.get(of(database, "/advice"), AnalysisView.class);
  }

  /// What is to be decided first.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<RecommendationView> recommendations(int most, @Nullable Object... filters) {
    return client.pages(
        ApiClient.filtered("/recommendations", filters),
        RecommendationView.class,
        RecommendationView::id,
        most);
  }

  public RecommendationView recommendation(UUID id) {
    return client.get("/recommendations/" + id, RecommendationView.class);
  }

  public RecommendationView dismiss(UUID recommendation, ControlRequest control) {
    return client.post(
        "/recommendations/" + recommendation + "/dismiss", control, RecommendationView.class);
  }

  public RecommendationView reopen(UUID recommendation, ControlRequest control) {
    return client.post(
        "/recommendations/" + recommendation + "/reopen", control, RecommendationView.class);
  }

  /// What is to be decided first.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<FindingView> findings(int most, @Nullable Object... filters) {
    return client.pages(
        ApiClient.filtered("/findings", filters), FindingView.class, FindingView::id, most);
  }

  public FindingView finding(UUID id) {
    return client.get("/findings/" + id, FindingView.class);
  }

  public FindingView dismissFinding(UUID finding, ControlRequest control) {
    return client.post("/findings/" + finding + "/dismiss", control, FindingView.class);
  }

  public FindingView reopenFinding(UUID finding, ControlRequest control) {
    return client.post("/findings/" + finding + "/reopen", control, FindingView.class);
  }

  /// Drafts a plan of recommendations; nothing is built.
  public PlanView draftOfAdvice(String database, AdvicePlanRequest request) {
    return working().post(of(database, "/recommendations/plan"), request, PlanView.class);
  }

  private ApiClient working() {
    return client.patient(WORKS_FOR_AT_MOST);
  }

  private static String of(String database, String what) {
    return "/databases/" + segment(database) + what;
  }
}
