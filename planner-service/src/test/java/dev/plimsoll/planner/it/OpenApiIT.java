package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `openapi.yaml` is what the service says of itself. Renew it with
/// `-Dplimsoll.openapi.write=true`.
@QuarkusTest
class OpenApiIT {
  private static final Path COMMITTED = Path.of("openapi.yaml");

  @Test
  void hasNotDrifted() throws IOException {
    String served = RestAssured.get("/q/openapi").then().statusCode(200).extract().asString();
    if (Boolean.getBoolean("plimsoll.openapi.write")) {
      Files.writeString(COMMITTED, served);
    }
    assertThat(served).isEqualTo(Files.readString(COMMITTED));
  }
}
