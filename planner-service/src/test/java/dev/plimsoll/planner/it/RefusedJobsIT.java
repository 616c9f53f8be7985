package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.JobClient.build;
import static dev.plimsoll.planner.it.JobClient.job;
import static dev.plimsoll.planner.it.JobClient.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.HttpApi.Answer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a job that a planner would run is said when its workflow is given.
@QuarkusTest
class RefusedJobsIT {
  @BeforeAll
  static void topics() {
    PlannerFixture.createOtherServicesTopics();
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

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parts(String json) {
    return Json.read(json, Map.class);
  }
}
