package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.AdviceClient.OTHER;
import static dev.plimsoll.planner.it.AdviceClient.WORKLOAD;
import static dev.plimsoll.planner.it.AdviceClient.analysis;
import static dev.plimsoll.planner.it.AdviceClient.ask;
import static dev.plimsoll.planner.it.AdviceClient.code;
import static dev.plimsoll.planner.it.AdviceClient.ended;
import static dev.plimsoll.planner.it.AdviceClient.post;
import static dev.plimsoll.planner.it.AdviceClient.recommended;
import static dev.plimsoll.planner.it.AdviceClient.registered;
import static dev.plimsoll.planner.it.AdviceClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Analyses whose planner dies or is frozen.
@QuarkusTest
class AnalysisLeasesIT {
  private static long count(TestDatabase database, String from) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
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
    PlannerFixture.executeInPlanner(
        """
        INSERT INTO planner.analyses (id, database, request, attempt, owner, leased_until, scratch)
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
    PlannerFixture.executeInPlanner(
        """
        INSERT INTO planner.analyses (id, database, request, attempt, owner, leased_until)
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
      PlannerFixture.executeInPlanner(
          "UPDATE planner.analyses SET owner = gen_random_uuid(), leased_until = now() + interval '1 hour'"
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
      PlannerFixture.executeInPlanner(
          "UPDATE planner.analyses SET leased_until = now() - interval '1 s' WHERE id = '%s'"
              .formatted(asked.id()));
      assertThat(ended(asked.id()).state()).isEqualTo(AnalysisView.State.DONE);
      assertThat(recommended("advice-fenced")).isNotEmpty();
    }
  }
}
