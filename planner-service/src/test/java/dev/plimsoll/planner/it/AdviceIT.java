package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.AdviceClient.OTHER;
import static dev.plimsoll.planner.it.AdviceClient.WORKLOAD;
import static dev.plimsoll.planner.it.AdviceClient.advised;
import static dev.plimsoll.planner.it.AdviceClient.ask;
import static dev.plimsoll.planner.it.AdviceClient.code;
import static dev.plimsoll.planner.it.AdviceClient.ended;
import static dev.plimsoll.planner.it.AdviceClient.post;
import static dev.plimsoll.planner.it.AdviceClient.recommendation;
import static dev.plimsoll.planner.it.AdviceClient.recommended;
import static dev.plimsoll.planner.it.AdviceClient.registered;
import static dev.plimsoll.planner.it.AdviceClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.advice.AdvicePlanRequest;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.HotStandby;
import dev.plimsoll.testkit.HttpApi;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Advice over HTTP: what is found, and recommendations that are kept and planned.
@QuarkusTest
class AdviceIT {
  private static final ControlRequest NOBODY = new ControlRequest(null, null);
  private static final QualifiedName T0 = new QualifiedName("public", "t0");

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
}
