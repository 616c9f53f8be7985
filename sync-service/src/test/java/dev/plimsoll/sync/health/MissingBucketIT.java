package dev.plimsoll.sync.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.storage.FlakyStore;
import dev.plimsoll.sync.storage.FlakyStore.Manner;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Its bucket is deleted while it runs.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class MissingBucketIT {
  @BeforeEach
  void without() {
    FlakyStore.be(Manner.WITHOUT_BUCKET);
  }

  @AfterEach
  void asItWas() {
    FlakyStore.be(Manner.PASSES);
  }

  @Test
  void theServiceLivesIsNotReadyAndSaysWhy() throws Exception {
    String bucket = Bucket.NAME;
    given().get("/q/health/live").then().statusCode(200);
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(503)
        .body(containsString("bucket-not-found"), containsString(bucket));
    TestDatabase database = Stack.get().createDatabase("missing_bucket");
    TestTables.execute(database, "CREATE TABLE t (a int)");
    SyncApi.register("missing-bucket", database);
    SyncApi.post("missing-bucket", List.of("public.t"), null)
        .then()
        .statusCode(ErrorCode.BUCKET_NOT_FOUND.status())
        .body("code", equalTo(ErrorCode.BUCKET_NOT_FOUND.value()))
        .body("detail", containsString(bucket));
  }
}
