package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.AdviceClient.ask;
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
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What becomes of recommendations that were planned.
@QuarkusTest
class BuiltAdviceIT {
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
