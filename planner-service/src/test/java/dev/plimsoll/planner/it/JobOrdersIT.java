package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.as200;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerClient.planOf;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.HttpApi.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs that planners run: one plan, extract or load a job, whoever is killed while it is made.
@QuarkusTest
@QuarkusTestResource(FakeSyncService.class)
class JobOrdersIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void aBuildIsPlannedOnceWhoeverIsKilledAndWhatWaitsForItIsReadyThen() throws SQLException {
    // given a planner that is stopped while it plans
    registered("killed", 2);
    long workflow;
    try (Connection planner = PlannerFixture.planner();
        Connection holder = PlannerFixture.planner()) {
      holder.setAutoCommit(false);
      execute(holder, "SELECT FROM planner.databases WHERE name = 'killed' FOR UPDATE");
      workflow =
          accept(
              build("index", Map.of("database", "killed", "tables", List.of("public.t0"))),
              command("report", "index"));
      await().until(() -> number(planner, WAITING) == 1);
      loseThePlanner(planner);
      execute(planner, "SELECT pg_terminate_backend(pid) FROM (" + WAITERS + ") w");
      holder.rollback();

      // when another goes on, which is lost while the build runs
      JobDetail planned = awaitReference(workflow, "index");
      UUID plan = reference(planned);
      BuildView build = PlannerClient.builds(planOf(plan)).getFirst();
      BuildCommand command = surroundings.awaitCommand(build.id(), 1);
      surroundings.start(command, 1);
      loseThePlanner(planner);
      await().until(() -> job(workflow, "index").job().attempt() == 3);
      assertThat(job(workflow, "report").job().state()).isEqualTo(JobView.State.BLOCKED);
      surroundings.succeed(command, 2);

      // then there was one plan, of the table that was asked for
      awaitState(workflow, "index", JobView.State.DONE);
      assertThat(reference(job(workflow, "index"))).isEqualTo(plan);
      assertThat(plans("killed")).extracting(PlanView::id).containsExactly(plan);
      assertThat(PlannerClient.buildsOf("killed")).hasSize(1);
      assertThat(job(workflow, "index").attempts().getFirst().output())
          .containsEntry("plan", plan.toString());
      awaitState(workflow, "report", JobView.State.READY);
    }
  }

  @Test
  void aFailedBuildFailsItsJobAndARetryGoesOnWithTheSamePlan() throws SQLException {
    // given
    registered("fails", 1);
    long workflow = accept(build("index", Map.of("database", "fails")), command("report", "index"));
    UUID plan = reference(awaitReference(workflow, "index"));
    UUID build = PlannerClient.builds(planOf(plan)).getFirst().id();

    // when
    surroundings.fail(surroundings.awaitCommand(build, 1), 1, ErrorCode.DUPLICATE_KEYS, false);

    // then
    awaitState(workflow, "index", JobView.State.FAILED);
    assertThat(job(workflow, "index").attempts().getFirst().message())
        .startsWith("duplicate-keys: ")
        .contains("./plimsoll build show " + build);
    awaitState(workflow, "report", JobView.State.CANCELED);

    // when the rows are mended and the job is tried again
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/retry", ""));
    surroundings.succeed(surroundings.awaitCommand(build, 2), 1);

    // then
    awaitState(workflow, "index", JobView.State.DONE);
    assertThat(plans("fails")).hasSize(1);
  }

  @Test
  void whoCancelsTheJobCancelsItsBuildsAndARetryBuildsThem() throws SQLException {
    // given
    registered("cancels", 1);
    long workflow = accept(build("index", Map.of("database", "cancels")));
    UUID plan = reference(awaitReference(workflow, "index"));
    UUID build = PlannerClient.builds(planOf(plan)).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(build, 1);

    // when
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/cancel", ""));
    assertThat(surroundings.awaitCancel(build).attempt()).isEqualTo(1);
    // Tried again before the builder has answered.
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/retry", ""));
    surroundings.tell(
        new BuildEvent.Cancelled(build, command.attempt(), 1, Instant.now(), "ann", List.of()));

    // then
    surroundings.succeed(surroundings.awaitCommand(build, 2), 1);
    awaitState(workflow, "index", JobView.State.DONE);
    assertThat(plans("cancels")).extracting(PlanView::id).containsExactly(plan);
  }

  @Test
  void aJobWaitsForABuildOfAPlanThatSomebodyElseHasApplied() throws SQLException {
    // given
    registered("follows", 2);
    PlanView plan = PlannerClient.plan("follows");
    List<BuildView> builds = PlannerClient.builds(plan);
    BuildView one = builds.getFirst();

    // when
    long workflow =
        accept(
            build(
                "index",
                Map.of(
                    "plan",
                    plan.hash().substring(0, 12),
                    "tables",
                    List.of(one.planned().table().toString()))));
    awaitReference(workflow, "index");
    surroundings.succeedWhenSent(one.id());

    // then
    awaitState(workflow, "index", JobView.State.DONE);
    assertThat(planOf(plan.id()).state()).isEqualTo(PlanView.State.RUNNING);
    // Whoever cancels a job that only waits cancels nothing else.
    long other = accept(build("index", Map.of("plan", plan.hash())));
    awaitReference(other, "index");
    as200(http().send("POST", "/api/v1/workflows/" + other + "/cancel", ""));
    awaitSettled();
    assertThat(planOf(plan.id()).state()).isEqualTo(PlanView.State.RUNNING);
    surroundings.succeedWhenSent(builds.getLast().id());
  }

  @Test
  void anAppliedPlanIsAWorkflowWhoseJobsFollowItsBuilds() throws SQLException {
    // given
    registered("shown", 2);
    PlanView plan = PlannerClient.plan("shown");
    List<BuildView> builds = PlannerClient.builds(plan);
    BuildView one = builds.getFirst();
    BuildView other = builds.getLast();
    WorkflowView workflow = awaitWorkflow(plan);
    assertThat(workflow.by()).isEqualTo("the test");
    String shown = name(one);
    assertThat(job(workflow.id(), shown).job().needs().memoryBytes()).isPositive();
    assertThat(reference(job(workflow.id(), shown))).isEqualTo(one.id());

    // when one runs and fails, and the other is canceled by its job
    surroundings.start(surroundings.awaitCommand(one.id(), 1), 1);
    awaitState(workflow.id(), shown, JobView.State.RUNNING);
    surroundings.fail(surroundings.awaitCommand(one.id(), 1), 2, ErrorCode.DUPLICATE_KEYS, false);
    awaitState(workflow.id(), shown, JobView.State.FAILED);
    long otherJob = job(workflow.id(), name(other)).job().id();
    BuildCommand command = surroundings.awaitCommand(other.id(), 1);
    as200(http().send("POST", "/api/v1/jobs/" + otherJob + "/cancel", ""));
    surroundings.awaitCancel(other.id());
    surroundings.tell(
        new BuildEvent.Cancelled(
            other.id(), command.attempt(), 1, Instant.now(), "ann", List.of()));

    // then
    awaitState(workflow.id(), name(other), JobView.State.CANCELED);
    await().until(() -> workflow(workflow.id()).state() == WorkflowView.State.FAILED);
    assertThat(http().get("/api/v1/workflows/" + workflow.id() + "/events").body())
        .contains("job-failed")
        .contains("duplicate-keys");

    // when it is tried again
    as200(http().send("POST", "/api/v1/workflows/" + workflow.id() + "/retry", ""));
    surroundings.succeed(surroundings.awaitCommand(one.id(), 2), 1);
    surroundings.succeed(surroundings.awaitCommand(other.id(), 2), 1);

    // then
    await().until(() -> workflow(workflow.id()).state() == WorkflowView.State.DONE);
    assertThat(workflow(workflow.id()).jobs().done()).isEqualTo(2);
  }

  @Test
  void plansThatCannotBeShownKeepNoOtherFromIt() throws SQLException {
    // given more than are looked at together, which were applied before
    registered("unshown", 1);
    try (Connection planner = PlannerFixture.planner()) {
      execute(
          planner,
          """
          INSERT INTO planner.plans (id, database, created_at, approved_at, hash, state, document)
          SELECT md5('unshown ' || n)::uuid, 'unshown', now(), now() - interval '30 min', 'u' || n,
                 'DONE', '{}'
          FROM generate_series(1, 400) n;
          INSERT INTO planner.builds
            (id, plan_id, database, table_schema, table_name, lane, milli_cores, memory_bytes,
             parallel_workers, temporary_bytes, disk_bytes, predicted_millis, planned, created_at,
             state, attempt, attempts_allowed, sequence, not_before, phase, fraction, ended_at)
          SELECT md5('unshown build ' || n)::uuid, md5('unshown ' || n)::uuid, 'unshown', 's', 't',
                 'SMALL', 0, 0, 0, 0, 0, 0, 'not JSON', now(), 'FAILED', 1, 5, 0, now(), '', 1, now()
          FROM generate_series(1, 400) n
          """);
      try {
        // when
        PlanView plan = PlannerClient.plan("unshown");

        // then
        awaitWorkflow(plan);
        surroundings.succeedWhenSent(PlannerClient.builds(plan).getFirst().id());
      } finally {
        execute(planner, "DELETE FROM planner.plans WHERE database = 'unshown' AND hash LIKE 'u%'");
      }
    }
  }

  /// The workflow of a plan that somebody has applied.
  private static WorkflowView awaitWorkflow(PlanView plan) {
    return await()
        .until(
            () ->
                List.of(
                        as200(http().get("/api/v1/workflows?automatic=false&limit=20"))
                            .as(WorkflowView[].class))
                    .stream()
                    .filter(each -> each.name().equals(named(plan)))
                    .findFirst()
                    .orElse(null),
            each -> each != null);
  }

  private static String named(PlanView plan) {
    return "plan %s of %s".formatted(plan.hash().substring(0, 8), plan.database());
  }

  private static String name(BuildView build) {
    return build.planned().table() + " " + build.planned().indexName();
  }

  private static WorkflowView workflow(long id) {
    return as200(http().get("/api/v1/workflows/" + id)).as(WorkflowView.class);
  }

  @Test
  void anExtractIsAskedForOnceAndALoadIsOfItAlthoughAnswersAreLost() throws SQLException {
    // given
    FakeSyncService.LOSE.set(1);
    long workflow =
        accept(
            job("copy", "extract", Map.of("source", "shop", "tables", List.of("public.*"))),
            job("again", "load", Map.of("extract", "copy", "target", "wh")),
            command("report", "again"));
    UUID extract = reference(awaitReference(workflow, "copy"));

    // when its planner is lost
    try (Connection planner = PlannerFixture.planner()) {
      loseThePlanner(planner);
    }
    await().until(() -> job(workflow, "copy").job().attempt() == 2);
    FakeSyncService.STATES.put(extract, "DONE");

    // then
    awaitState(workflow, "copy", JobView.State.DONE);
    assertThat(begun("/api/v1/extracts", "shop")).hasSize(1);
    UUID load = reference(awaitReference(workflow, "again"));
    FakeSyncService.Begun loading = begun("/api/v1/loads", extract.toString()).getFirst();
    assertThat(loading.id()).isEqualTo(load);
    assertThat(loading.request()).contains("\"target\":\"wh\"");

    // when it fails, and is tried again
    FakeSyncService.STATES.put(load, "FAILED");
    awaitState(workflow, "again", JobView.State.FAILED);
    assertThat(job(workflow, "again").attempts().getFirst().message())
        .startsWith("disk-full: ")
        .contains("./plimsoll load show " + load);
    awaitSettled();
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/retry", ""));
    await().until(() -> loading.asked().contains("retry"));
    FakeSyncService.STATES.put(load, "DONE");
    awaitState(workflow, "again", JobView.State.DONE);
    assertThat(begun("/api/v1/loads", extract.toString())).hasSize(1);
  }

  @Test
  void anExtractWhoseAnswerWasLostIsCanceledWithItsJob() throws SQLException {
    // given a service that takes the request and does not say so
    FakeSyncService.LOSE.set(1_000);
    long workflow =
        accept(job("copy", "extract", Map.of("source", "lost", "tables", List.of("a.b"))));
    await().until(() -> !begun("/api/v1/extracts", "lost").isEmpty());

    // when
    as200(http().send("POST", "/api/v1/workflows/" + workflow + "/cancel", ""));
    FakeSyncService.LOSE.set(0);

    // then
    FakeSyncService.Begun extract = begun("/api/v1/extracts", "lost").getFirst();
    await().until(() -> extract.asked().contains("cancel"));
    assertThat(begun("/api/v1/extracts", "lost")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build {\"database\": \"a\", \"tabels\": []} tabels",
        "build {} a build has a database, or a plan",
        "build {\"database\": \"a\", \"plan\": \"0123456789\"} a build has a database, or a plan",
        "build {\"plan\": \"1\"} plan",
        "extract {\"source\": \"a\"} tables must be given",
        "load {\"extract\": \"nobody\", \"target\": \"t\"} waits for nobody",
        "load {\"target\": \"t\"} a load has an extract and a target"
      })
  void whatIsWrongIsSaidWhenTheWorkflowIsGiven(String wrong) {
    String kind = wrong.substring(0, wrong.indexOf(' '));
    String payload = wrong.substring(wrong.indexOf('{'), wrong.indexOf('}') + 1);
    Answer answer = post(job("one", kind, parts(payload)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.body()).contains("job one").contains(wrong.substring(wrong.indexOf('}') + 2));
  }

  @Test
  void lanesOfPlannersAreNobodyElses() {
    JobRequest build = build("b", Map.of("database", "a"));
    assertThat(
            post(new JobRequest(
                    "b",
                    "build",
                    build.payload(),
                    "gpu",
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of()))
                .body())
        .contains("leave the lane out");
    assertThat(
            post(new JobRequest(
                    "c", null, Map.of(), "planner", null, null, null, List.of(), List.of(),
                    List.of()))
                .body())
        .contains("the planners' own");
  }

  // Sessions that wait for the database's row.
  private static final String WAITERS =
      """
      SELECT pid FROM pg_stat_activity
      WHERE application_name = 'plimsoll-planner' AND wait_event_type = 'Lock'
        AND query ILIKE '%databases%'
      """;
  private static final String WAITING = "SELECT count(*) FROM (" + WAITERS + ") w";

  /// The queue takes its worker for lost, as when its lease has run out. The process goes on, as
  /// one that was frozen does.
  private static void loseThePlanner(Connection planner) throws SQLException {
    for (long worker :
        Sql.of(
                planner,
                """
                SELECT DISTINCT w.worker_id FROM planner.worker w
                JOIN planner.job_claim c ON c.worker_id = w.worker_id
                WHERE w.name = 'planner'
                """)
            .list(row -> row.getLong(1))) {
      assertThat(http().send("DELETE", "/api/v1/workers/" + worker, "").status()).isEqualTo(204);
    }
  }

  private static void registered(String name, int tables) throws SQLException {
    register(
        registration(
            name,
            databaseWithTables("orders_" + name, tables, 500),
            capacity(),
            List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
  }

  private static List<FakeSyncService.Begun> begun(String path, String part) {
    return FakeSyncService.BY_KEY.values().stream()
        .filter(one -> one.path().equals(path) && one.request().contains(part))
        .toList();
  }

  private static List<PlanView> plans(String database) {
    return List.of(as200(http().get("/api/v1/plans?database=" + database)).as(PlanView[].class));
  }

  private static JobRequest build(String name, Map<String, Object> payload) {
    return job(name, "build", payload);
  }

  private static JobRequest job(String name, String kind, Map<String, Object> payload) {
    return new JobRequest(
        name, kind, payload, null, null, null, null, List.of(), List.of(), List.of());
  }

  private static JobRequest command(String name, String after) {
    return new JobRequest(
        name, null, Map.of(), "orders", null, null, null, List.of(after), List.of(), List.of());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parts(String json) {
    return Json.read(json, Map.class);
  }

  private static Answer post(JobRequest... jobs) {
    return http()
        .send(
            "POST",
            "/api/v1/workflows",
            Json.write(new WorkflowRequest("w", List.of(jobs), Map.of(), "ann")));
  }

  private static long accept(JobRequest... jobs) {
    Answer answer = post(jobs);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.as(WorkflowView.class).id();
  }

  private static JobDetail job(long workflow, String name) {
    List<JobView> found = new ArrayList<>();
    found.addAll(
        List.of(
            as200(
                    http()
                        .get(
                            "/api/v1/jobs?workflow=%d&name=%s"
                                .formatted(workflow, name.replace(" ", "%20"))))
                .as(JobView[].class)));
    return as200(http().get("/api/v1/jobs/" + found.getFirst().id())).as(JobDetail.class);
  }

  private static UUID reference(JobDetail job) {
    assertThat(job.order()).isNotNull();
    return job.order().reference();
  }

  private static JobDetail awaitReference(long workflow, String name) {
    return await()
        .until(
            () -> job(workflow, name),
            job -> job.order() != null && job.order().reference() != null);
  }

  private static void awaitState(long workflow, String name, JobView.State state) {
    await()
        .untilAsserted(
            () -> {
              JobDetail job = job(workflow, name);
              assertThat(job.job().state()).as("%s", job).isEqualTo(state);
            });
  }

  /// Nothing is left to be canceled.
  private static void awaitSettled() throws SQLException {
    try (Connection planner = PlannerFixture.planner()) {
      await()
          .until(
              () ->
                  number(
                          planner,
                          """
                          SELECT count(*) FROM planner.job_order o
                          JOIN planner.job_state s ON s.job_id = o.job_id
                          WHERE o.state <> 'OVER' AND s.state IN ('DONE', 'FAILED', 'CANCELED')
                          """)
                      == 0);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Sql.of(connection, sql).one(row -> row.getLong(1));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
