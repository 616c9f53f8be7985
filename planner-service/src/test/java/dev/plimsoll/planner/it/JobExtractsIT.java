package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.JobClient.accept;
import static dev.plimsoll.planner.it.JobClient.awaitReference;
import static dev.plimsoll.planner.it.JobClient.awaitSettled;
import static dev.plimsoll.planner.it.JobClient.awaitState;
import static dev.plimsoll.planner.it.JobClient.command;
import static dev.plimsoll.planner.it.JobClient.job;
import static dev.plimsoll.planner.it.JobClient.loseThePlanner;
import static dev.plimsoll.planner.it.JobClient.reference;
import static dev.plimsoll.planner.it.PlannerClient.as200;
import static dev.plimsoll.planner.it.PlannerClient.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.job.JobView;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Extracts and loads that jobs order: one a job, although answers are lost.
@QuarkusTest
@QuarkusTestResource(FakeSyncService.class)
class JobExtractsIT {
  @BeforeAll
  static void topics() {
    PlannerFixture.createOtherServicesTopics();
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

  private static List<FakeSyncService.Begun> begun(String path, String part) {
    return FakeSyncService.BY_KEY.values().stream()
        .filter(one -> one.path().equals(path) && one.request().contains(part))
        .toList();
  }
}
