package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.http;
import static dev.plimsoll.planner.it.PlannerClient.jobOf;
import static dev.plimsoll.planner.it.PlannerClient.list;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.number;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.HttpApi.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a test asks for and sees of jobs that planners run.
final class JobClient {
  private JobClient() {}

  static void registered(String name, int tables) throws SQLException {
    register(
        registration(
            name,
            databaseWithTables("orders_" + name, tables, 500),
            capacity(),
            List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
  }

  static JobRequest build(String name, Map<String, Object> payload) {
    return job(name, "build", payload);
  }

  static JobRequest job(String name, String kind, Map<String, Object> payload) {
    return new JobRequest(
        name, kind, payload, null, null, null, null, List.of(), List.of(), List.of());
  }

  static JobRequest command(String name, String after) {
    return new JobRequest(
        name, null, Map.of(), "orders", null, null, null, List.of(after), List.of(), List.of());
  }

  static Answer post(JobRequest... jobs) {
    return http()
        .send(
            "POST",
            "/api/v1/workflows",
            Json.write(new WorkflowRequest("w", List.of(jobs), Map.of(), "ann")));
  }

  static long accept(JobRequest... jobs) {
    Answer answer = post(jobs);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.as(WorkflowView.class).id();
  }

  static JobDetail job(long workflow, String name) {
    String jobs = "/api/v1/jobs?workflow=%d&name=%s".formatted(workflow, name.replace(" ", "%20"));
    return jobOf(list(jobs, JobView[].class).getFirst().id());
  }

  static UUID reference(JobDetail job) {
    assertThat(job.order()).isNotNull();
    return job.order().reference();
  }

  static JobDetail awaitReference(long workflow, String name) {
    return await()
        .until(
            () -> job(workflow, name),
            job -> job.order() != null && job.order().reference() != null);
  }

  static void awaitState(long workflow, String name, JobView.State state) {
    await()
        .untilAsserted(
            () -> {
              JobDetail job = job(workflow, name);
              assertThat(job.job().state()).as("%s", job).isEqualTo(state);
            });
  }

  /// Nothing is left to be canceled.
  static void awaitSettled() throws SQLException {
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

  /// The queue takes its worker for lost, as when its lease has run out. The process goes on, as
  /// one that was frozen does.
  static void loseThePlanner(Connection planner) throws SQLException {
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
}
