package dev.plimsoll.sync.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.page.GeneratedPage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What the service shows to the outside beside its work.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class SurfaceIT {
  @Test
  void itIsAliveAndReady() {
    given().get("/q/health/live").then().statusCode(200);
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body(
            containsString("S3 bucket"),
            containsString("Kafka"),
            containsString("Database"),
            containsString("OpenLineage"));
  }

  @Test
  void itsMetricsAreThoseOfTheReference() {
    String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    assertThat(MetricsPage.differences(metrics)).isEmpty();
    assertThat(metrics)
        .contains(
            "plimsoll_sync_extracted_rows_total",
            "plimsoll_sync_loaded_rows_total",
            "plimsoll_sync_object_bytes_total",
            "plimsoll_sync_read_task_seconds_count",
            "plimsoll_sync_source_empty_queries_total",
            "plimsoll_sync_sparse_detections_total",
            "plimsoll_sync_queries_saved_total",
            "plimsoll_sync_time_saved_seconds_total",
            "plimsoll_sync_files_consolidated_total",
            "plimsoll_sync_efficiency_gain_percent");
  }

  @Test
  void nothingIsServedWithoutTheToken() {
    given().get("/api/v1/extracts").then().statusCode(401);
    given().get("/api/v1/databases").then().statusCode(401);
  }

  @Test
  void itsOpenApiIsTheCommittedOne() throws IOException {
    String made = SyncApi.request().get("/q/generated-openapi").asString();
    GeneratedPage.require(Path.of("src/main/resources/openapi.yaml"), made);
    given().get("/q/openapi").then().statusCode(200);
  }
}
