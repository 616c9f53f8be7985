package dev.plimsoll.materializer;

import static dev.plimsoll.materializer.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.LogClient.api;
import static dev.plimsoll.materializer.LogClient.audit;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.page.GeneratedPage;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The service's HTTP interface: its problems, its pages and its description.
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaterializerApiIT {
  private LogClient log;

  @BeforeAll
  void open() {
    log = new LogClient();
  }

  @AfterAll
  void close() {
    log.close();
  }

  @Test
  void answersProblemsWithStableCodes() {
    api()
        .get("/api/v1/topics/none/partitions")
        .then()
        .statusCode(404)
        .body("code", equalTo("not-found"));
    api()
        .get("/api/v1/topics/none/partitions/0/batches")
        .then()
        .statusCode(404)
        .body("code", equalTo("not-found"));
    api()
        .get("/api/v1/topics/none/partitions/-1/batches")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
    api()
        .get("/api/v1/topics/none/partitions/0/batches?limit=0")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
    given().get("/api/v1/topics").then().statusCode(401).body("code", equalTo("unauthenticated"));
  }

  @Test
  void listsTopicsInPages() {
    log.send(Batches.batch("it.page-a", 0, "p", 0, 0));
    log.send(Batches.batch("it.page-b", 3, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.page-").batches() == 2);

    api()
        .get("/api/v1/topics?after=it.page&limit=1")
        .then()
        .statusCode(200)
        .body("topic", equalTo(List.of("it.page-a")));
    api()
        .get("/api/v1/topics?after=it.page-a&limit=1")
        .then()
        .statusCode(200)
        .body("topic", equalTo(List.of("it.page-b")));
    api()
        .get("/api/v1/topics/it.page-b/partitions")
        .then()
        .statusCode(200)
        .body("partition", equalTo(List.of(3)))
        .body("pendingBatches", equalTo(List.of(0)));
  }

  @Test
  void itsOpenApiIsTheCommittedOne() throws IOException {
    String made = api().get("/q/generated-openapi").asString();
    GeneratedPage.require(Path.of("src/main/resources/openapi.yaml"), made);
    given().get("/q/openapi").then().statusCode(200);
  }
}
