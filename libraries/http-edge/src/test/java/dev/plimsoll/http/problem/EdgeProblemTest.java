package dev.plimsoll.http.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How requests are refused, each as a problem with its code, and how changes are logged.
@QuarkusTest
class EdgeProblemTest {
  @ParameterizedTest
  @CsvSource({
    "/api/v1/sample/.., 400",
    "/api/v1/sample/%2E%2E/sample, 400",
    "/api/v1/sample/%2e./sample, 400",
    "/api/v1/./sample, 400",
    "/api/v1//sample, 400",
    "/api/v1/sample/pages//0, 400",
    "/api/v1/sample/known//, 507",
    "//api/v1/sample, 200",
    "/api/v1/sample/, 200",
    "/api/v1/sample/..., 404",
    "/api/v1/sample/a%2E%2Fb, 404",
  })
  void refusesAPathThatStandsForAnother(String path, int status) throws Exception {
    // REST Assured would send the path that it stands for
    URI uri = URI.create("http://127.0.0.1:" + RestAssured.port + path);
    HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer abc").build();

    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body().contains("stands for another path")).isEqualTo(status == 400);
    }
  }

  @Test
  void whateverMayChangeSomethingLeavesALine() {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage().formatted(line.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger changes = Logger.getLogger("dev.plimsoll.changes");
    changes.addHandler(handler);
    try {
      known().get("/api/v1/sample").then().statusCode(200);
      given().delete("/api/v1/nothing").then().statusCode(401);
      known().delete("/api/v1/nothing").then().statusCode(404);
      for (long until = System.nanoTime() + 10_000_000_000L;
          lines.size() < 2 && System.nanoTime() < until; ) {
        Thread.onSpinWait(); // an answer is sent before its line is written
      }
    } finally {
      changes.removeHandler(handler);
    }
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "event=change method=DELETE path=/api/v1/nothing status=401 from=127.0.0.1",
            "event=change method=DELETE path=/api/v1/nothing status=404 from=127.0.0.1");
  }

  @Test
  void answersAKnownFailureWithItsCodeAndFix() {
    known()
        .get("/api/v1/sample/known")
        .then()
        .statusCode(507)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:plimsoll:error:disk-full"))
        .body("detail", equalTo("no space on /data"));
  }

  @Test
  void saysWhenToAskAgain() {
    known()
        .get("/api/v1/sample/busy")
        .then()
        .statusCode(429)
        .contentType("application/problem+json")
        .header("Retry-After", equalTo("3"))
        .body("code", equalTo("backlog-full"))
        .body("detail", equalTo("11 batches wait"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"defect", "sql/42601"})
  void saysNothingOfADefectsInside(String path) {
    known()
        .get("/api/v1/sample/" + path)
        .then()
        .statusCode(500)
        .body("code", equalTo("internal"))
        .body(not(containsString("hunter2")));
  }

  @ParameterizedTest
  @CsvSource({
    "away, connection-lost",
    "sql/57P01, connection-lost",
    "sql/57P04, connection-lost",
    "sql/57014, connection-lost",
    "sql/55P03, serialization-failed",
    "sql/40P01, serialization-failed",
    "unreachable, database-unreachable",
  })
  void whoMeetsWhatWillPassIsToldWhenToAskAgain(String path, String code) {
    known()
        .get("/api/v1/sample/" + path)
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", equalTo("1"))
        .body("code", equalTo(code));
  }

  @Test
  void namesWhatIsWrongWithABody() {
    known()
        .contentType("application/json")
        .body(
            """
            {"host":"h","port":99999,"database":"d","user":"u","sslMode":"prefer","credential":"pgpass"}
            """)
        .put("/api/v1/sample")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("detail", containsString("port must be 1 to 65535"));
    known()
        .contentType("application/json")
        .body("{")
        .put("/api/v1/sample")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1?limit=1, 200, '-1 1 null'",
    "0, 200, '0 50 null'",
    "99999?limit=500, 200, '99999 500 null'",
    "-2, 400, partition must be at least 0",
    "100000, 400, 'partition must be at most 99999'",
    "0?limit=0, 400, limit must be at least 1",
    "0?limit=501, 400, limit must be at most 500",
    "0?limit=many, 400, a parameter is not of its type",
  })
  void namesWhatIsWrongWithAParameter(String page, int status, String words) {
    known()
        .get("/api/v1/sample/pages/" + page)
        .then()
        .statusCode(status)
        .body(containsString(words));
  }

  @Test
  void namesWhatIsWrongWithAHeader() {
    known()
        .header("Idempotency-Key", "k".repeat(256))
        .get("/api/v1/sample/pages/0")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("detail", equalTo("Idempotency-Key must have 1 to 255 characters"));
  }

  @Test
  void saysHowLargeABodyMayBe() {
    known()
        .contentType("application/json")
        .body(" ".repeat((1 << 20) + 1))
        .put("/api/v1/sample")
        .then()
        .statusCode(413)
        .contentType("application/problem+json")
        .body("code", equalTo("request-too-large"))
        .body("detail", equalTo("its body has 1,048,577 bytes; at most 1,048,576 are taken"));
    given()
        .contentType("application/json")
        .body(" ".repeat((1 << 20) + 1))
        .put("/api/v1/sample")
        .then()
        .statusCode(401);
    known()
        .contentType("application/json")
        .body(" ".repeat(1 << 20))
        .put("/api/v1/sample")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  @Test
  void saysThatABodyIsMissing() {
    known()
        .contentType("application/json")
        .put("/api/v1/sample")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("detail", equalTo("the body must be given"));
    known()
        .contentType("application/json")
        .post("/api/v1/sample")
        .then()
        .statusCode(200)
        .body(equalTo("null"));
  }

  @Test
  void passesOverNoPropertyOfARequest() {
    known()
        .contentType("application/json")
        .body(
            """
            {"host":"h","port":1,"database":"d","user":"u","sslMode":"prefer","credential":"pgpass",
             "strategy":"fast"}
            """)
        .put("/api/v1/sample")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body(
            "detail", startsWith("strategy is no property here; there are: credential, database"));
    known()
        .contentType("application/json")
        .body(
            """
            {"host":"h","port":1,"database":"d","user":"u","sslMode":"prefer","credential":"pgpass",
             "%s":1}
            """
                .formatted("x".repeat(10_000)))
        .put("/api/v1/sample")
        .then()
        .statusCode(400)
        .body("detail", matchesPattern("x{200}… is no property here; there are: .*"));
  }

  @Test
  void answersUnknownPathsAndMethodsAsProblems() {
    known().get("/api/v1/nothing").then().statusCode(404).body("code", equalTo("not-found"));
    known()
        .delete("/api/v1/sample")
        .then()
        .statusCode(405)
        .body("code", equalTo("method-not-allowed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop      | me      | 200 | h
          a\\u0000b | me      | 400 | database must not hold control characters
          shop      | %s      | 400 | user must have 1 to 255 characters
          """)
  void refusesWhatIsBeyondItsBound(String database, String user, int status, String words) {
    known()
        .contentType("application/json")
        .body(
            """
            {"host": "h", "port": 1, "database": "%s", "user": "%s", "sslMode": "prefer",
             "credential": "pgpass"}
            """
                .formatted(database, user.replace("%s", "x".repeat(256))))
        .put("/api/v1/sample")
        .then()
        .statusCode(status)
        .body(containsString(words));
  }

  /// A request with the token.
  private static RequestSpecification known() {
    return given().auth().preemptive().oauth2("abc");
  }
}
