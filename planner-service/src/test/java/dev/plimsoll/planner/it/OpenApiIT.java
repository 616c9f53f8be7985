package dev.plimsoll.planner.it;

import dev.plimsoll.testkit.page.GeneratedPage;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `openapi.yaml` is what the service says of itself.
@QuarkusTest
class OpenApiIT {
  @Test
  void hasNotDrifted() throws IOException {
    String made = PlannerFixture.api().get("/q/generated-openapi").asString();
    GeneratedPage.require(Path.of("src/main/resources/openapi.yaml"), made);
    RestAssured.get("/q/openapi").then().statusCode(200);
  }
}
