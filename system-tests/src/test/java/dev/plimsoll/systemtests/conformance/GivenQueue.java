package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.message.Json;
import java.util.List;
import java.util.Map;

/// Workflows, jobs and a worker for requests to meet, and what takes a claim or a failed job.
public final class GivenQueue {
  private static final JsonNode NOTHING = MissingNode.getInstance();

  private GivenQueue() {}

  public static void jobs(Interrogation planner) throws Exception {
    JsonNode reason = GivenWork.json("by", "ann", "reason", "a test");
    String id = accept(planner, "given");
    String workflow = "/api/v1/workflows/" + id;
    planner.given("POST", workflow + "/pause", reason);
    planner.given("POST", workflow + "/resume", reason);

    // A job that ends, and one that fails for good
    String worker =
        "/api/v1/workers/"
            + planner
                .given("POST", "/api/v1/workers", GivenWork.json("name", "w1"))
                .path("id")
                .asText();
    JsonNode claim =
        Json.MAPPER.readTree(
            """
            {"lane": "given", "most": 1,
             "free": {"cores": 4, "memoryBytes": 1000000, "gpus": 0, "diskBytes": 0}}
            """);
    for (Outcome outcome : List.of(Outcome.DONE, Outcome.FAILED)) {
      JsonNode job = planner.given("POST", worker + "/claim", claim).path(0);
      planner.given(
          "POST",
          worker + "/renew",
          GivenWork.json(
              "jobs",
              List.of(
                  Map.of("job", job.path("job").asLong(), "claim", job.path("claim").asLong()))));
      planner.given(
          "POST",
          worker + "/ends",
          Json.MAPPER.valueToTree(
              new EndsRequest(
                  List.of(
                      new JobEnd(
                          job.path("job").asLong(),
                          job.path("claim").asLong(),
                          outcome,
                          "as given",
                          true,
                          null,
                          null)),
                  null)));
    }
    JsonNode jobs = planner.given("GET", "/api/v1/jobs?state=FAILED&workflow=" + id, NOTHING);
    String failed = "/api/v1/jobs/" + GivenWork.first(jobs);
    planner.given("POST", failed + "/retry", reason);
    planner.given("POST", failed + "/cancel", reason);
    planner.given("POST", workflow + "/cancel", reason);
    planner.given("POST", workflow + "/retry", reason);
  }

  private static String accept(Interrogation planner, String name) throws Exception {
    return planner
        .given(
            "POST",
            "/api/v1/workflows",
            Json.MAPPER.readTree(
                """
                {"name": "%s", "jobs": [
                  {"name": "first", "lane": "given", "writes": ["datum"]},
                  {"name": "second", "lane": "given", "reads": ["datum"]},
                  {"name": "third", "lane": "given", "waitsFor": ["second"]}]}
                """
                    .formatted(name)))
        .path("id")
        .asText();
  }
}
