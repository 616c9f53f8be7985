package dev.plimsoll.sync.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(MissingBucketIT.NoBucket.class)
@QuarkusTestResource(
    value = StackResource.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(value = MissingBucketIT.OtherBucket.class, restrictToAnnotatedClass = true)
final class MissingBucketIT {
  public static final class NoBucket implements QuarkusTestProfile {}

  /// After the stack's resource, whose bucket it replaces.
  public static final class OtherBucket
      implements io.quarkus.test.common.QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      return Map.of("plimsoll.s3.bucket", "no-such-bucket");
    }

    @Override
    public int order() {
      return 10;
    }

    @Override
    public void stop() {}
  }

  @Test
  void theServiceLivesIsNotReadyAndSaysWhy() throws Exception {
    given().get("/q/health/live").then().statusCode(200);
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(503)
        .body(containsString("bucket-not-found"), containsString("no-such-bucket"));
    TestDatabase database = Stack.get().createDatabase("missing_bucket");
    TestTables.execute(database, "CREATE TABLE t (a int)");
    SyncApi.register("missing-bucket", database);
    SyncApi.post("missing-bucket", List.of("public.t"), null)
        .then()
        .statusCode(ErrorCode.BUCKET_NOT_FOUND.status())
        .body("code", equalTo(ErrorCode.BUCKET_NOT_FOUND.value()))
        .body("detail", containsString("no-such-bucket"));
  }
}
