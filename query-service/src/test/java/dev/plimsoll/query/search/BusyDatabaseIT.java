package dev.plimsoll.query.search;

import static dev.plimsoll.query.search.SearchApi.found;
import static dev.plimsoll.query.search.SearchApi.query;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.query.Registry;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Searches of one database do not wait for another's.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "query"))
final class BusyDatabaseIT {
  // More than the service has threads of its own.
  private static final int MANY = 300;
  private static final String TABLE =
      """
      CREATE TABLE items (id int PRIMARY KEY, v real[]);
      INSERT INTO items SELECT i, ARRAY[i, i % 7]::real[] FROM generate_series(1, 100) i
      """;

  @Test
  void isSearchedWhileManyWaitForAnother() throws Exception {
    // Given a table that is being altered, for which many wait
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    TestDatabase altered = Stack.get().createDatabase("query_altered");
    TestDatabase quiet = Stack.get().createDatabase("query_quiet");
    execute(altered, TABLE);
    execute(quiet, TABLE);
    try (Registry registry = new Registry();
        HttpClient clients = HttpClient.newHttpClient();
        Connection altering = altered.connect();
        Statement lock = altering.createStatement()) {
      registry.register("altered", altered.address());
      registry.register("quiet", quiet.address());
      found(query("[3,1]", 1, SearchWish.EXACT, "altered"));
      found(query("[3,1]", 1, SearchWish.EXACT, "quiet"));
      altering.setAutoCommit(false);
      lock.execute("LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
      List<CompletableFuture<HttpResponse<String>>> waiting =
          IntStream.range(0, MANY).mapToObj(_ -> searchAltered(clients)).toList();
      await().atMost(Duration.ofSeconds(20)).until(() -> sessionsThatWait(quiet) > 1);

      // When
      for (int i = 0; i < 5; i++) {
        found(query("[3,1]", 1, SearchWish.EXACT, "quiet"));
      }

      // Then nobody had to leave first
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      altering.rollback();
      assertThat(waiting)
          .extracting(one -> one.join().statusCode())
          .as("answered, or told that the sessions are busy")
          .allMatch(Set.of(200, 429)::contains)
          .contains(200);
    }
  }

  private static CompletableFuture<HttpResponse<String>> searchAltered(HttpClient clients) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/api/v1/search".formatted(RestAssured.port)))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(query("[3,1]", 1, null, "altered"))))
            .build();
    return clients.sendAsync(request, BodyHandlers.ofString());
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  // By a session of another database of the same server.
  private static int sessionsThatWait(TestDatabase other) throws SQLException {
    try (Connection connection = other.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname LIKE 'query_altered%' AND wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    }
  }
}
