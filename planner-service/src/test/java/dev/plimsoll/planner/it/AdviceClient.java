package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.testkit.HttpApi;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What tests of advice ask for over HTTP.
final class AdviceClient {
  static final String WORKLOAD =
      """
      -- calls: 100
      SELECT id FROM public.t0 WHERE hashkey = $1;
      """;
  static final String OTHER =
      """
      -- calls: 100
      SELECT hashkey FROM public.t0 WHERE id = $1;
      """;

  private AdviceClient() {}

  static TestDatabase registered(String name, int rows) throws SQLException {
    PlannerFixture.createOtherServicesTopics();
    TestDatabase database = PlannerFixture.databaseWithTables(name.replace('-', '_'), 2, rows);
    PlannerFixture.execute(database, "ANALYZE");
    PlannerFixture.register(
        PlannerFixture.registration(name, database, PlannerFixture.capacity(), List.of()));
    return database;
  }

  static AnalysisRequest request(boolean verify, @Nullable String workload) {
    return new AnalysisRequest(null, verify, List.of(), workload, List.of());
  }

  static HttpApi.Answer post(String path, Object body) {
    return PlannerClient.http().send("POST", "/api/v1" + path, Json.write(body));
  }

  static AnalysisView ask(String database, AnalysisRequest request) {
    HttpApi.Answer answer = post("/databases/" + database + "/advice", request);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.as(AnalysisView.class);
  }

  static AnalysisView analysis(UUID id) {
    return PlannerClient.as200(PlannerClient.http().get("/api/v1/analyses/" + id))
        .as(AnalysisView.class);
  }

  static AnalysisView ended(UUID id) {
    return await().until(() -> analysis(id), one -> one.state() != AnalysisView.State.RUNNING);
  }

  static IndexAdvice advised(String database, AnalysisRequest request) {
    AnalysisView ended = ended(ask(database, request).id());
    assertThat(ended.failure()).isNull();
    assertThat(Objects.requireNonNull(ended.result()).unadvised()).isNull();
    return Objects.requireNonNull(ended.result().advice());
  }

  static List<RecommendationView> recommended(String database) {
    return List.of(
        PlannerClient.as200(
                PlannerClient.http().get("/api/v1/recommendations?database=" + database))
            .as(RecommendationView[].class));
  }

  static RecommendationView recommendation(UUID id) {
    return PlannerClient.as200(PlannerClient.http().get("/api/v1/recommendations/" + id))
        .as(RecommendationView.class);
  }

  static String code(HttpApi.Answer answer) {
    return Objects.requireNonNull(Json.read(answer.body(), Problem.class).code()).value();
  }
}
