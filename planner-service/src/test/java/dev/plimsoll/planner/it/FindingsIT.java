package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.testkit.HttpApi;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Findings over HTTP: kept from analysis to analysis, dismissed for as long as they are the same.
@QuarkusTest
class FindingsIT {
  private static final String NAME = "findings";
  private static final String DUPLICATE = "index-duplicate";
  private static final int ROWS = 120_000;

  private static HttpApi.Answer post(String path, Object body) {
    return PlannerClient.http().send("POST", "/api/v1" + path, Json.write(body));
  }

  private static HttpApi.Answer act(FindingView one, String verb, String reason) {
    return post("/findings/" + one.id() + "/" + verb, new ControlRequest("me", reason));
  }

  /// Analyses the database.
  ///
  /// @return what is found of its first table's indexes, as it is kept, whatever became of it
  private static FindingView analysed() {
    AnalysisView asked =
        post("/databases/" + NAME + "/advice", Json.MAPPER.createObjectNode())
            .as(AnalysisView.class);
    await()
        .until(
            () -> analysis("/analyses/" + asked.id()).state(),
            state -> state == AnalysisView.State.DONE);
    return duplicate();
  }

  private static AnalysisView analysis(String path) {
    return PlannerClient.as200(PlannerClient.http().get("/api/v1" + path)).as(AnalysisView.class);
  }

  private static List<FindingView> findings(String more) {
    return List.of(
        PlannerClient.as200(PlannerClient.http().get("/api/v1/findings?database=" + NAME + more))
            .as(FindingView[].class));
  }

  private static FindingView duplicate() {
    return findings("").stream()
        .filter(one -> one.finding().code().equals(DUPLICATE))
        .findFirst()
        .orElseThrow();
  }

  /// As the latest analysis shows it.
  private static Finding shown() {
    return Objects.requireNonNull(analysis("/databases/" + NAME + "/advice").result())
        .health()
        .findings()
        .stream()
        .filter(one -> one.code().equals(DUPLICATE))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsDismissedStaysSoForAsLongAsItIsTheSame() throws SQLException {
    PlannerFixture.createOtherServicesTopics();
    TestDatabase database = PlannerFixture.databaseWithTables(NAME, 2, ROWS);
    PlannerFixture.execute(
        database,
        "CREATE INDEX t0_id ON public.t0 (id)",
        "CREATE INDEX t0_id_again ON public.t0 (id)",
        "ANALYZE public.t0");
    PlannerFixture.register(
        PlannerFixture.registration(NAME, database, PlannerFixture.capacity(), List.of()));

    // given a finding
    FindingView first = analysed();
    assertThat(first.state()).isEqualTo(State.OPEN);
    assertThat(first.finding().object()).containsExactly("index", "public", "t0_id_again");
    assertThat(shown().id()).isEqualTo(first.id());

    // when it is dismissed, then it is shown so, and the next analysis does not open it
    PlannerClient.as200(act(first, "dismiss", "on purpose"));
    PlannerFixture.execute(
        database, "INSERT INTO public.t0 SELECT i FROM generate_series(1, 10000) i");
    FindingView dismissed = analysed();
    assertThat(dismissed.id()).isEqualTo(first.id());
    assertThat(dismissed.state()).isEqualTo(State.DISMISSED);
    assertThat(dismissed.dismissedBy()).isEqualTo("me (on purpose)");
    assertThat(dismissed.dismissedAt()).isNotNull();
    assertThat(dismissed.finding().gainBytes())
        .as("the figures are those of now")
        .isGreaterThan(first.finding().gainBytes());
    assertThat(shown().dismissedBy()).isEqualTo("me (on purpose)");
    assertThat(findings("&state=OPEN"))
        .extracting(one -> one.finding().code())
        .contains("statistics-missing")
        .doesNotContain(DUPLICATE);

    // when it takes many times the disk
    PlannerFixture.execute(
        database,
        "ALTER INDEX public.t0_id SET (fillfactor = 10)",
        "ALTER INDEX public.t0_id_again SET (fillfactor = 10)",
        "REINDEX TABLE public.t0");
    // then it is open again and says why
    FindingView worse = analysed();
    assertThat(worse.state()).isEqualTo(State.OPEN);
    assertThat(worse.dismissedBy()).isEqualTo("me (on purpose)");
    assertThat(worse.worse()).contains("to free, which were");
    assertThat(shown().dismissedBy()).isNull();

    // when it is dismissed as it is now, then it stays so, until that is taken back
    PlannerClient.as200(act(worse, "dismiss", "all the same"));
    assertThat(analysed().state()).isEqualTo(State.DISMISSED);
    PlannerClient.as200(act(worse, "reopen", null));
    FindingView reopened = duplicate();
    assertThat(reopened.state()).isEqualTo(State.OPEN);
    assertThat(reopened.dismissedBy()).isNull();

    // when its index is dropped, then its dismissal is forgotten, whatever is made by that name
    PlannerClient.as200(act(worse, "dismiss", null));
    PlannerFixture.execute(database, "DROP INDEX public.t0_id_again", "ANALYZE public.t1");
    FindingView gone = analysed();
    assertThat(gone.state()).isEqualTo(State.GONE);
    assertThat(gone.dismissedBy()).isNull();
    assertThat(act(gone, "reopen", null).status()).isEqualTo(409);
    assertThat(findings("&state=OPEN"))
        .extracting(one -> one.finding().code())
        .as("what was mended is gone, too")
        .doesNotContain("statistics-missing");
    PlannerFixture.execute(database, "CREATE INDEX t0_id_again ON public.t0 (id)");
    PlannerFixture.execute(database, "ALTER INDEX public.t0_id_again SET (fillfactor = 10)");
    assertThat(analysed().state()).isEqualTo(State.OPEN);

    // when the database is registered no more, then nothing of it is kept
    PlannerClient.as200(act(worse, "dismiss", null));
    assertThat(PlannerClient.http().send("DELETE", "/api/v1/databases/" + NAME, "").status())
        .isEqualTo(204);
    assertThat(findings("")).isEmpty();
  }
}
