package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.http;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.planner.it.FakeQueryService.Heard;
import dev.plimsoll.testkit.HttpApi.Answer;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Searches of the console: passed on to the query-service, whose answers come back as they are.
@QuarkusTest
@QuarkusTestResource(FakeQueryService.class)
class ConsoleSearchIT {
  private static final String PATH = "/api/v1/console/search";
  private static final int MANY = 300;
  private static final String BEARER = "Bearer token-of-the-query-service";
  private static final String QUERY =
      """
      {"databases": ["shop", "east"], "table": {"schema": "a b", "name": "Ünits"}, "k": 3,
       "vector": "[1,2.5,0]", "distance": "inner-product", "wish": "index", "ef": 80,
       "where": [{"column": "kind", "comparison": "in", "values": ["a, b", ""]}]}
      """;

  @BeforeAll
  static void topics() {
    PlannerFixture.createOtherServicesTopics();
  }

  @BeforeEach
  void forget() {
    FakeQueryService.ANSWERS.clear();
    FakeQueryService.HEARD.clear();
  }

  @Test
  void searchesArePassedOnWithTheServicesTokenAndAnsweredAsTheyCome() {
    // Given an answer with a way of a later version, and rows without a number for a distance
    String answer =
        """
        {"rows": [{"database": "shop", "key": ["1", "x"], "distance": 0.25},
                  {"database": "east", "key": ["2", "y"], "distance": "NaN"},
                  {"database": "east", "key": ["3", "z"]}],
         "searches": [{"way": {"database": "shop", "method": "by-later-magic", "workers": 2,
                               "ranges": 6, "reason": "it is faster"},
                       "elapsedMs": 1.5, "asOf": "2026-01-01T00:00:00Z"}]}
        """;
    FakeQueryService.ANSWERS.put("POST /api/v1/search", new FakeQueryService.Answer(200, answer));

    // When
    Answer got = http().send("POST", PATH, QUERY);

    // Then
    assertThat(got.as(NearestRows.class)).isEqualTo(Json.read(answer, NearestRows.class));
    assertThat(got.body()).contains("by-later-magic").contains("\"NaN\"");
    Heard heard = FakeQueryService.HEARD.getFirst();
    assertThat(heard.authorization()).isEqualTo(BEARER);
    assertThat(Json.read(heard.body(), VectorQuery.class))
        .isEqualTo(Json.read(QUERY, VectorQuery.class));
  }

  @Test
  void whatTheServiceRefusesIsRefusedWithItsCode() {
    FakeQueryService.ANSWERS.put(
        "POST /api/v1/search/explain",
        new FakeQueryService.Answer(
            422, Json.write(Problem.of(ErrorCode.COLUMN_NOT_FOUND, "no embedding here"))));
    FakeQueryService.ANSWERS.put(
        "POST /api/v1/search/benchmark?rounds=7", new FakeQueryService.Answer(502, "<html>"));

    Problem refused = problem(http().send("POST", PATH + "/explain", QUERY), 422);
    assertThat(refused).isEqualTo(Problem.of(ErrorCode.COLUMN_NOT_FOUND, "no embedding here"));
    Problem unreadable = problem(http().send("POST", PATH + "/benchmark?rounds=7", QUERY), 503);
    assertThat(unreadable.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(unreadable.detail()).contains("answered 502");
    // Before anybody is asked
    int asked = FakeQueryService.HEARD.size();
    problem(http().send("POST", PATH + "/benchmark?rounds=0", QUERY), 400);
    problem(http().send("POST", PATH, QUERY.replace("\"k\": 3", "\"k\": 0")), 400);
    assertThat(FakeQueryService.HEARD).hasSize(asked);
  }

  @Test
  void aTokenThatTheServiceDoesNotTakeIsNotTheClients() {
    String before = FakeQueryService.TOKEN.getAndSet("another");
    try {
      Problem problem = problem(http().send("POST", PATH, QUERY), 403);
      assertThat(problem.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
      assertThat(problem.detail()).contains("plimsoll.planner.services.query.token-file");
    } finally {
      FakeQueryService.TOKEN.set(before);
    }
  }

  @Test
  void settingsAreReadChangedAndReset() {
    // Given
    String path = "/api/v1/search/settings/my%20shop";
    String inForce = "{\"parallel\": true, \"minRows\": 10000, \"maxWorkers\": 4}";
    FakeQueryService.ANSWERS.putAll(
        Map.of(
            "GET " + path, new FakeQueryService.Answer(200, inForce),
            "PATCH " + path, new FakeQueryService.Answer(200, inForce),
            "DELETE " + path, new FakeQueryService.Answer(204, "")));
    String asked = PATH + "/settings/my%20shop";

    // Then
    SearchTuning expected = Json.read(inForce, SearchTuning.class);
    assertThat(http().get(asked).as(SearchTuning.class)).isEqualTo(expected);
    assertThat(http().send("PATCH", asked, "{\"maxWorkers\": 4}").as(SearchTuning.class))
        .isEqualTo(expected);
    assertThat(http().send("DELETE", asked, "").status()).isEqualTo(204);
    assertThat(FakeQueryService.HEARD.stream().filter(one -> !one.request().startsWith("GET")))
        .extracting(Heard::request, Heard::authorization)
        .containsExactly(tuple("PATCH " + path, BEARER), tuple("DELETE " + path, BEARER));
    // Whoever took the service's port meanwhile has not got the token of one who reads
    assertThat(FakeQueryService.HEARD.stream().filter(one -> one.request().startsWith("GET")))
        .isNotEmpty()
        .noneMatch(one -> one.authorization().contains("token-of-the-query-service"));
  }

  @Test
  void aPageThatLeavesEndsItsSearch() throws IOException, InterruptedException {
    // Given a search that runs
    FakeQueryService.left = new CountDownLatch(1);
    String body = QUERY.replace("[1,2.5,0]", FakeQueryService.ENDLESS);
    try (Socket page = new Socket("127.0.0.1", RestAssured.port)) {
      String request =
          """
          POST %s HTTP/1.1
          Host: localhost
          Authorization: Bearer %s
          Content-Type: application/json
          Content-Length: %d

          %s"""
              .formatted(PATH, StackResource.TOKEN, body.getBytes(UTF_8).length, body);
      int end = request.indexOf("\n\n") + 2;
      String head = request.substring(0, end).replace("\n", "\r\n");
      page.getOutputStream().write((head + request.substring(end)).getBytes(UTF_8));
      await().until(() -> !FakeQueryService.HEARD.isEmpty());
      assertThat(FakeQueryService.left.getCount()).isOne();
    } // When the page leaves

    // Then
    assertThat(FakeQueryService.left.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void searchesThatWaitKeepNobodyElseWaiting() {
    // Given a service that does not answer, and more searches than there are threads
    FakeQueryService.left = new CountDownLatch(1);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + PATH))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(QUERY.replace("[1,2.5,0]", FakeQueryService.ENDLESS)))
            .build();
    try (HttpClient pages = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> waiting =
          IntStream.range(0, MANY)
              .mapToObj(_ -> pages.sendAsync(request, BodyHandlers.ofString()))
              .toList();
      try {
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(() -> assertThat(FakeQueryService.HEARD).hasSize(MANY));

        // When
        Answer other = http().get("/api/v1/pipeline");

        // Then
        assertThat(other.status()).isEqualTo(200);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
      } finally {
        FakeQueryService.left.countDown();
      }
    }
  }

  @Test
  void aPageProvesItsSearchesAndSendsTheTokenForChanges() throws GeneralSecurityException {
    // Given answers
    for (String path : List.of("", "/explain", "/benchmark?rounds=20")) {
      FakeQueryService.ANSWERS.put(
          "POST /api/v1/search" + path,
          new FakeQueryService.Answer(
              200,
              path.equals("/explain") ? "[]" : "{\"rows\": [], \"searches\": [], \"ways\": []}"));
    }
    FakeQueryService.ANSWERS.put(
        "PATCH /api/v1/search/settings/shop", new FakeQueryService.Answer(200, "{}"));

    // Then
    for (String path : List.of("", "/explain", "/benchmark")) {
      assertThat(proven("POST", PATH + path, QUERY)).as(path).isEqualTo(200);
    }
    assertThat(proven("PATCH", PATH + "/settings/shop", "{}")).isEqualTo(401);
    assertThat(proven("DELETE", PATH + "/settings/shop", "{}")).isEqualTo(401);
    assertThat(proven("POST", "/api/v1/workflows", "{}")).isEqualTo(401);
  }

  private static int proven(String method, String path, String body)
      throws GeneralSecurityException {
    String challenge =
        given().get("/api/v1/pipeline").getHeaders().getValues("WWW-Authenticate").stream()
            .filter(header -> header.startsWith("Plimsoll "))
            .findFirst()
            .orElseThrow();
    String nonce = challenge.replaceAll(".*nonce=\"([0-9a-f]{32})\"", "$1");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    String digest =
        "sha-256=:" + Base64.getEncoder().encodeToString(sha256.digest(body.getBytes(UTF_8))) + ":";
    byte[] key = hmac(sha256.digest(StackResource.TOKEN.getBytes(UTF_8)), nonce);
    String proof = HexFormat.of().formatHex(hmac(key, method + " " + path + "\n" + digest));
    return given()
        .header("Authorization", "Plimsoll " + proof)
        .header("Content-Digest", digest)
        .contentType("application/json")
        .body(body.getBytes(UTF_8))
        .request(method, path)
        .statusCode();
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static Problem problem(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    return Json.read(answer.body(), Problem.class);
  }
}
