package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.advice.AdvicePlanRequest;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.testkit.HotStandby;
import dev.plimsoll.testkit.HttpApi;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Advice over HTTP: analyses that survive their planner, recommendations that are kept.
@QuarkusTest
class AdviceIT {
  private static final ControlRequest NOBODY = new ControlRequest(null, null);
  private static final QualifiedName T0 = new QualifiedName("public", "t0");
  private static final String WORKLOAD =
      """
      -- calls: 100
      SELECT id FROM public.t0 WHERE hashkey = $1;
      """;
  private static final String OTHER =
      """
      -- calls: 100
      SELECT hashkey FROM public.t0 WHERE id = $1;
      """;

  private static TestDatabase registered(String name, int rows) throws SQLException {
    PlannerFixture.createOtherServicesTopics();
    TestDatabase database = PlannerFixture.databaseWithTables(name.replace('-', '_'), 2, rows);
    PlannerFixture.execute(database, "ANALYZE");
    PlannerFixture.register(
        PlannerFixture.registration(name, database, PlannerFixture.capacity(), List.of()));
    return database;
  }

  private static AnalysisRequest request(boolean verify, @Nullable String workload) {
    return new AnalysisRequest(null, verify, List.of(), workload, List.of());
  }

  private static HttpApi.Answer post(String path, Object body) {
    return PlannerClient.http().send("POST", "/api/v1" + path, Json.write(body));
  }

  private static AnalysisView ask(String database, AnalysisRequest request) {
    HttpApi.Answer answer = post("/databases/" + database + "/advice", request);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.as(AnalysisView.class);
  }

  private static AnalysisView analysis(UUID id) {
    return PlannerClient.as200(PlannerClient.http().get("/api/v1/analyses/" + id))
        .as(AnalysisView.class);
  }

  private static AnalysisView ended(UUID id) {
    return await().until(() -> analysis(id), one -> one.state() != AnalysisView.State.RUNNING);
  }

  private static IndexAdvice advised(String database, AnalysisRequest request) {
    AnalysisView ended = ended(ask(database, request).id());
    assertThat(ended.failure()).isNull();
    assertThat(Objects.requireNonNull(ended.result()).unadvised()).isNull();
    return Objects.requireNonNull(ended.result().advice());
  }

  private static List<RecommendationView> recommended(String database) {
    return List.of(
        PlannerClient.as200(
                PlannerClient.http().get("/api/v1/recommendations?database=" + database))
            .as(RecommendationView[].class));
  }

  private static RecommendationView recommendation(UUID id) {
    return PlannerClient.as200(PlannerClient.http().get("/api/v1/recommendations/" + id))
        .as(RecommendationView.class);
  }

  private static void planner(String sql) throws SQLException {
    try (Connection connection = PlannerFixture.planner();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = planner");
      statement.execute(sql);
    }
  }

  private static long count(TestDatabase database, String from) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String code(HttpApi.Answer answer) {
    return Objects.requireNonNull(Json.read(answer.body(), Problem.class).code()).value();
  }

  @Test
  void whatIsAdvisedIsKeptAndTheNextAnalysisUpdatesIt() throws SQLException {
    registered("advised", 30_000);

    // when it is analysed twice
    IndexAdvice first = advised("advised", request(false, WORKLOAD));
    List<RecommendationView> open = recommended("advised");
    advised("advised", request(false, WORKLOAD));

    // then it is there once
    assertThat(first.indexes()).isNotEmpty().allMatch(one -> one.table().equals(T0));
    assertThat(open).hasSameSizeAs(first.indexes()).allMatch(one -> one.state() == State.OPEN);
    RecommendationView kept = recommended("advised").getFirst();
    assertThat(kept.id()).isEqualTo(open.getFirst().id());
    assertThat(kept.seenAt()).isAfter(kept.proposedAt());
    assertThat(kept.analysis()).isNotEqualTo(open.getFirst().analysis());

    // and what another workload does not want is gone, until one wants it again
    advised("advised", request(false, OTHER));
    assertThat(recommendation(kept.id()).state()).isEqualTo(State.GONE);
    advised("advised", request(false, WORKLOAD));
    assertThat(recommendation(kept.id()).state()).isEqualTo(State.OPEN);

    // and what is dismissed stays so
    PlannerClient.as200(
        post("/recommendations/" + kept.id() + "/dismiss", new ControlRequest("me", "too large")));
    assertThat(advised("advised", request(false, WORKLOAD)).indexes())
        .filteredOn(one -> kept.id().equals(one.id()))
        .singleElement()
        .satisfies(one -> assertThat(one.dismissedBy()).isEqualTo("me (too large)"));
    assertThat(recommendation(kept.id()).state()).isEqualTo(State.DISMISSED);
    assertThat(recommendation(kept.id()).dismissedBy()).isEqualTo("me (too large)");
    assertThat(recommendation(kept.id()).dismissedAt()).isNotNull();

    // until that is taken back
    PlannerClient.as200(post("/recommendations/" + kept.id() + "/reopen", NOBODY));
    assertThat(recommendation(kept.id()).state()).isEqualTo(State.OPEN);
    assertThat(recommendation(kept.id()).dismissedBy()).isNull();
  }

  /// Indexes that the analysis cannot call unused yet: the counters are of today.
  private static List<String> perhapsUnused(String database) {
    AnalysisView ended = ended(ask(database, request(false, null)).id());
    assertThat(ended.state()).isEqualTo(AnalysisView.State.DONE);
    return Objects.requireNonNull(ended.result()).health().withheld().stream()
        .filter(withheld -> withheld.code().equals("index-unused"))
        .flatMap(withheld -> withheld.subjects().stream())
        .toList();
  }

  @Test
  void whatARegisteredStandbyReadsIsUsed(@TempDir Path folder) throws Exception {
    Stack.get().requireEmbedded("a standby that reads an index");
    String name = "advice-standby";
    TestDatabase database = registered(name, 2_000);
    PlannerFixture.execute(
        database,
        "CREATE INDEX t0_there ON public.t0 (id)",
        "CREATE INDEX t0_nowhere ON public.t0 (hashkey)");
    assertThat(perhapsUnused(name)).contains("public.t0.t0_there", "public.t0.t0_nowhere");
    DatabaseRegistration registration =
        PlannerFixture.registration(name, database, PlannerFixture.capacity(), List.of());
    try (HotStandby standby = HotStandby.following(database, folder, "reader")) {
      TestDatabase there = standby.database();
      PlannerFixture.execute(
          there,
          "SET enable_seqscan = off; SELECT count(*) FROM public.t0 WHERE id = 7;"
              + " SELECT pg_stat_force_next_flush()");
      assertThat(checkedStandbys(name)).contains("1 standby follows (reader), and none is named");

      // when it is named
      StandbyAddress address = new StandbyAddress(there.host(), there.port());
      PlannerFixture.register(registration.with(List.of(address)));

      // then it is asked, by the primary's role and password
      assertThat(
              PlannerClient.as200(PlannerClient.http().get("/api/v1/databases/" + name))
                  .as(DatabaseRegistration.class)
                  .standbys())
          .containsExactly(address);
      assertThat(checkedStandbys(name)).startsWith("1 can be asked");
      assertThat(perhapsUnused(name))
          .contains("public.t0.t0_nowhere")
          .doesNotContain("public.t0.t0_there");
    }
    // and once it is away, nothing else is hindered
    assertThat(perhapsUnused(name)).contains("public.t0.t0_there", "public.t0.t0_nowhere");
  }

  private static String checkedStandbys(String database) {
    return PlannerClient.as200(post("/databases/" + database + "/test", NOBODY))
        .as(DatabaseCheckup.class)
        .findings()
        .stream()
        .filter(finding -> finding.name().equals("standbys"))
        .map(DatabaseCheckup.Finding::detail)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void recommendationsArePlannedWithOneCall() throws SQLException {
    registered("advice-planned", 30_000);
    IndexAdvice advice = advised("advice-planned", request(false, WORKLOAD));
    RecommendationView one = recommended("advice-planned").getFirst();

    HttpApi.Answer answer =
        post(
            "/databases/advice-planned/recommendations/plan",
            new AdvicePlanRequest(List.of(one.id()), null, null));

    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    PlanView plan = answer.as(PlanView.class);
    assertThat(plan.builds())
        .singleElement()
        .satisfies(
            build -> {
              assertThat(build.table()).isEqualTo(T0);
              assertThat(build.definition()).isEqualTo(advice.indexes().getFirst().definition());
              assertThat(build.reasoning()).contains("the workload wants it");
            });
    assertThat(plan.hash()).isNotEmpty();
    assertThat(recommendation(one.id()).state()).isEqualTo(State.PLANNED);
    assertThat(recommendation(one.id()).plan()).isEqualTo(plan.id());
    assertThat(
            code(post("/recommendations/" + one.id() + "/dismiss", new ControlRequest(null, null))))
        .isEqualTo("conflict");
    // and it is applied as any other
    PlannerClient.apply(plan);
    try (PlannerFixture fixture = new PlannerFixture()) {
      BuildCommand command = fixture.awaitCommand(PlannerClient.builds(plan).getFirst().id(), 1);
      assertThat(command.table()).isEqualTo(T0);
      fixture.succeed(command, 1);
    }
  }

  @Test
  void theIndexOfAPartitionedTableIsBuiltOnceItsPartsAre() throws SQLException {
    TestDatabase database = registered("advice-parts", 100);
    PlannerFixture.execute(
        database,
        "CREATE TABLE public.visit (id int, at int) PARTITION BY RANGE (at)",
        "CREATE TABLE public.visit_low PARTITION OF public.visit FOR VALUES FROM (0) TO (20000)",
        "CREATE TABLE public.visit_high PARTITION OF public.visit DEFAULT",
        "INSERT INTO public.visit SELECT i, i FROM generate_series(1, 40000) i",
        "ANALYZE public.visit");
    QualifiedName visit = new QualifiedName("public", "visit");
    String workload = "-- calls: 100\nSELECT at FROM public.visit WHERE id = $1";
    assertThat(advised("advice-parts", request(false, workload)).indexes())
        .singleElement()
        .satisfies(one -> assertThat(one.table()).isEqualTo(visit));
    UUID id = recommended("advice-parts").getFirst().id();

    // when it is planned: the whole, and each partition
    PlanView plan =
        post(
                "/databases/advice-parts/recommendations/plan",
                new AdvicePlanRequest(List.of(id), null, null))
            .as(PlanView.class);
    assertThat(plan.builds())
        .extracting(build -> build.table().name())
        .containsExactlyInAnyOrder("visit", "visit_low", "visit_high");
    PlannerClient.apply(plan);
    List<BuildView> builds = PlannerClient.builds(plan);

    // then it is built when the last of them is
    try (PlannerFixture fixture = new PlannerFixture()) {
      for (BuildView build :
          builds.stream()
              .sorted(Comparator.comparing(one -> !one.planned().table().equals(visit)))
              .toList()) {
        BuildCommand command = fixture.awaitCommand(build.id(), 1);
        assertThat(recommendation(id).state()).isEqualTo(State.PLANNED);
        fixture.succeed(command, 1);
      }
    }
    await().until(() -> recommendation(id).state() == State.BUILT);
  }

  @Test
  void withoutStatisticsFindingsStandAloneAndNothingIsRefused() throws SQLException {
    registered("unadvised", 100);

    AnalysisView ended = ended(ask("unadvised", request(false, null)).id());

    assertThat(ended.state()).isEqualTo(AnalysisView.State.DONE);
    assertThat(Objects.requireNonNull(ended.result()).advice()).isNull();
    assertThat(Objects.requireNonNull(ended.result().unadvised()).code())
        .isEqualTo(ErrorCode.STATEMENTS_UNKNOWN);
    assertThat(ended.result().health().tables()).isEqualTo(2);
    assertThat(
            PlannerClient.http()
                .get("/api/v1/databases/unadvised/advice")
                .as(AnalysisView.class)
                .id())
        .isEqualTo(ended.id());
    assertThat(PlannerClient.http().get("/api/v1/databases/never/advice").status()).isEqualTo(404);
    assertThat(code(post("/databases/never/advice", request(false, null)))).isEqualTo("not-found");
    assertThat(code(post("/databases/unadvised/advice", request(false, "SELECT 'open"))))
        .isEqualTo("invalid-request");
  }

  @Test
  void anAnalysisWhosePlannerDiedIsDoneByTheNextAndLeavesNothing() throws SQLException {
    TestDatabase database = registered("advice-died", 5_000);
    // given one that a planner began twenty times a lease ago, with its clone
    UUID id = UUID.randomUUID();
    String scratch = "plimsoll_advice_" + id.toString().replace("-", "").substring(0, 12) + "_1";
    PlannerFixture.execute(
        database,
        "CREATE SCHEMA " + scratch,
        "CREATE UNLOGGED TABLE " + scratch + ".t0 (LIKE public.t0)");
    planner(
        """
        INSERT INTO analyses (id, database, request, attempt, owner, leased_until, scratch)
        VALUES ('%s', 'advice-died', '%s', 1, gen_random_uuid(),
                clock_timestamp() - interval '10 minutes', ARRAY['%s'])
        """
            .formatted(id, Json.write(request(true, WORKLOAD)).replace("'", "''"), scratch));

    AnalysisView ended = ended(id);

    assertThat(ended.state()).isEqualTo(AnalysisView.State.DONE);
    assertThat(ended.attempt()).isEqualTo(2);
    await()
        .untilAsserted(
            () ->
                assertThat(count(database, "pg_namespace WHERE nspname LIKE 'plimsoll_advice%'"))
                    .isZero());
    assertThat(count(database, "public.t0")).isEqualTo(5_000);
  }

  @Test
  void anAnalysisThatCostTwoPlannersIsNotTriedAThirdTime() throws SQLException {
    registered("advice-deadly", 100);
    UUID id = UUID.randomUUID();
    planner(
        """
        INSERT INTO analyses (id, database, request, attempt, owner, leased_until)
        VALUES ('%s', 'advice-deadly', '%s', 2, gen_random_uuid(),
                clock_timestamp() - interval '1 minute')
        """
            .formatted(id, Json.write(request(false, null))));

    AnalysisView ended = ended(id);

    assertThat(ended.state()).isEqualTo(AnalysisView.State.FAILED);
    assertThat(Objects.requireNonNull(ended.failure()).code()).isEqualTo(ErrorCode.ANALYSIS_LOST);
  }

  @Test
  void whoLostItsLeaseStoresNothing() throws SQLException {
    TestDatabase database = registered("advice-fenced", 30_000);
    // given an analysis that waits for a lock
    try (Connection locker = database.connect();
        Statement lock = locker.createStatement()) {
      locker.setAutoCommit(false);
      lock.execute("LOCK TABLE public.t0 IN ACCESS EXCLUSIVE MODE");
      AnalysisView asked = ask("advice-fenced", request(false, WORKLOAD));
      await().until(() -> analysis(asked.id()).attempt() == 1);
      assertThat(code(post("/databases/advice-fenced/advice", request(false, OTHER))))
          .isEqualTo("analysis-running");
      assertThat(post("/databases/advice-fenced/advice", request(false, WORKLOAD)).status())
          .isEqualTo(200);

      // when another planner takes it
      planner(
          "UPDATE analyses SET owner = gen_random_uuid(), leased_until = now() + interval '1 hour'"
              + " WHERE id = '%s' AND state = 'RUNNING'".formatted(asked.id()));
      locker.rollback();
      await()
          .until(
              () ->
                  count(
                          database,
                          "pg_stat_activity WHERE application_name = 'plimsoll-planner-advice'"
                              + " AND datname = current_database()")
                      == 0);

      // then nothing was stored, and nothing is recommended
      assertThat(analysis(asked.id()).state()).isEqualTo(AnalysisView.State.RUNNING);
      assertThat(analysis(asked.id()).result()).isNull();
      assertThat(recommended("advice-fenced")).isEmpty();
      // and once that one is lost as well, it is done
      planner(
          "UPDATE analyses SET leased_until = now() - interval '1 s' WHERE id = '%s'"
              .formatted(asked.id()));
      assertThat(ended(asked.id()).state()).isEqualTo(AnalysisView.State.DONE);
      assertThat(recommended("advice-fenced")).isNotEmpty();
    }
  }

  /// A recommendation that was planned, and whose build the test plays.
  private static RecommendationView planned(String name) {
    AnalysisView ended = ended(ask(name, request(false, null)).id());
    assertThat(Objects.requireNonNull(ended.result()).unadvised()).isNull();
    RecommendationView one = recommended(name).getFirst();
    assertThat(
            post(
                    "/databases/" + name + "/recommendations/plan",
                    new AdvicePlanRequest(List.of(one.id()), null, null))
                .status())
        .isEqualTo(201);
    return recommendation(one.id());
  }

  private static void observed(TestDatabase database, int calls) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement("SELECT count(*) FROM public.t0 WHERE hashkey = ?")) {
      for (int i = 0; i < calls; i++) {
        query.setString(1, "none " + i);
        query.execute();
      }
    }
  }

  /// @param work of the builder, whom the test plays
  private static String build(RecommendationView one, TestDatabase database, String... work)
      throws SQLException {
    PlanView plan = PlannerClient.apply(PlannerClient.planOf(Objects.requireNonNull(one.plan())));
    try (PlannerFixture fixture = new PlannerFixture()) {
      BuildCommand command = fixture.awaitCommand(PlannerClient.builds(plan).getFirst().id(), 1);
      PlannerFixture.execute(database, work);
      fixture.succeed(command, 1);
    }
    return plan.builds().getFirst().indexName();
  }

  @Test
  void whatABuiltIndexHasBroughtIsRecorded() throws SQLException {
    TestDatabase database = registered("advice-followed", 20_000);
    PlannerFixture.execute(database, "CREATE EXTENSION pg_stat_statements");
    observed(database, 30);
    RecommendationView one = planned("advice-followed");

    // when it was built
    String index = build(one, database, "CREATE INDEX t0_hashkey_idx ON public.t0 (hashkey)");
    assertThat(index).isEqualTo("t0_hashkey_idx");
    RecommendationView built =
        await()
            .until(
                () -> recommendation(one.id()),
                now -> now.outcome() != null && !now.outcome().statements().isEmpty());
    assertThat(built.state()).isEqualTo(State.BUILT);
    assertThat(built.outcome().statements().getFirst().callsBefore()).isEqualTo(30);
    // and its statement called as often again
    observed(database, 25);

    // then it has paid
    RecommendationView paid =
        await().until(() -> recommendation(one.id()), now -> now.state() != State.BUILT);
    assertThat(paid.state()).as("%s", paid.outcome()).isEqualTo(State.PAID);
    assertThat(paid.outcome().dropSql()).isEmpty();
    assertThat(paid.outcome().statements().getFirst().callsAfter()).isBetween(20L, 25L);

    // and once it is dropped, it is open again
    PlannerFixture.execute(database, "DROP INDEX public.t0_hashkey_idx");
    ended(ask("advice-followed", request(false, null)).id());
    assertThat(recommendation(one.id()).state()).isEqualTo(State.OPEN);
    assertThat(recommendation(one.id()).outcome()).isNull();
  }

  @Test
  void whatDidNotPayIsToBeDropped() throws SQLException {
    TestDatabase database = registered("advice-unpaid", 10_000);
    PlannerFixture.execute(database, "CREATE EXTENSION pg_stat_statements");
    observed(database, 30);
    RecommendationView one = planned("advice-unpaid");

    // when an index of that name was built that does not serve it, and the table has grown
    build(
        one,
        database,
        "CREATE INDEX t0_hashkey_idx ON public.t0 (id)",
        "INSERT INTO public.t0 SELECT id, hashkey FROM public.t0, generate_series(1, 5)");
    await().until(() -> recommendation(one.id()).state() == State.BUILT);
    observed(database, 25);

    RecommendationView unpaid =
        await().until(() -> recommendation(one.id()), now -> now.state() != State.BUILT);
    assertThat(unpaid.state()).as("%s", unpaid.outcome()).isEqualTo(State.DID_NOT_PAY);
    assertThat(unpaid.outcome().dropSql())
        .isEqualTo("DROP INDEX CONCURRENTLY IF EXISTS \"public\".\"t0_hashkey_idx\"");
    assertThat(unpaid.outcome().verdict()).startsWith("it did not pay: 1 of its 1 statements");
  }

  @Test
  void whatAPlanNoLongerBuildsIsOpenAgain() throws SQLException {
    TestDatabase database = registered("advice-cancelled", 20_000);
    PlannerFixture.execute(database, "CREATE EXTENSION pg_stat_statements");
    observed(database, 30);
    RecommendationView one = planned("advice-cancelled");

    PlannerClient.as200(
        post("/plans/" + one.plan() + "/cancel", new ControlRequest("the test", null)));

    RecommendationView open =
        await().until(() -> recommendation(one.id()), now -> now.state() != State.PLANNED);
    assertThat(open.state()).isEqualTo(State.OPEN);
    assertThat(open.plan()).isNull();
  }
}
