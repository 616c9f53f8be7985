package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.testkit.HttpApi;
import io.restassured.RestAssured;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a test asks of the planner's API.
final class PlannerClient {
  private PlannerClient() {}

  /// For what is asked again and again.
  static HttpApi http() {
    return new HttpApi(RestAssured.port);
  }

  /// Plans what a database lacks, and does nothing about it.
  static PlanView draft(String database) {
    return draft(database, null);
  }

  static PlanView draft(String database, @Nullable PlanRequest request) {
    HttpApi.Answer answer =
        http()
            .send(
                "POST",
                "/api/v1/databases/" + database + "/plans",
                request == null ? "" : Json.write(request));
    assertThat(answer.status()).as("%s", answer).isIn(200, 201);
    return answer.as(PlanView.class);
  }

  static PlanView apply(PlanView draft) {
    return as200(
            http()
                .send(
                    "POST",
                    "/api/v1/plans/" + draft.hash() + "/apply",
                    Json.write(new ControlRequest("the test", null))))
        .as(PlanView.class);
  }

  static HttpApi.Answer as200(HttpApi.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer;
  }

  /// Plans and approves.
  static PlanView plan(String database) {
    return apply(draft(database));
  }

  static PlanView planOf(UUID id) {
    return as200(http().get("/api/v1/plans/" + id)).as(PlanView.class);
  }

  static List<BuildView> builds(PlanView plan) {
    return List.of(http().get("/api/v1/builds?plan=" + plan.id()).as(BuildView[].class));
  }

  static BuildView build(UUID id) {
    return http().get("/api/v1/builds/" + id).as(BuildView.class);
  }

  static void awaitState(UUID build, BuildView.State state) {
    await().until(() -> build(build).state() == state);
  }

  static void awaitPlan(UUID plan, PlanView.State state) {
    await().until(() -> planOf(plan).state() == state);
  }

  static PipelineView pipeline() {
    return http().get("/api/v1/pipeline").as(PipelineView.class);
  }

  static WorkflowView workflowOf(long id) {
    return as200(http().get("/api/v1/workflows/" + id)).as(WorkflowView.class);
  }

  static JobDetail jobOf(long id) {
    return as200(http().get("/api/v1/jobs/" + id)).as(JobDetail.class);
  }

  static <T> List<T> list(String path, Class<T[]> type) {
    return List.of(as200(http().get(path)).as(type));
  }

  static List<BuildView> buildsOf(String database) {
    return List.of(http().get("/api/v1/builds?database=" + database).as(BuildView[].class));
  }
}
