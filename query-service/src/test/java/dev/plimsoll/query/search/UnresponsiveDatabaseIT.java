package dev.plimsoll.query.search;

import static dev.plimsoll.query.search.SearchApi.found;
import static dev.plimsoll.query.search.SearchApi.query;
import static dev.plimsoll.query.search.SearchApi.within;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.query.Registry;
import dev.plimsoll.testkit.FaultProxy;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Databases that are busy, silent or away: what their searches cost them, and others.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "query"))
final class UnresponsiveDatabaseIT {
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
    ready();
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
          IntStream.range(0, MANY).mapToObj(_ -> search(clients, "altered", null)).toList();
      await().atMost(Duration.ofSeconds(25)).until(() -> sessionsThatWait(quiet) > 1);

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

  @Test
  void isAskedByOneConnectionWhileItsServerDoesNotAnswer() throws Exception {
    // Given a server that takes connections and is silent
    ready();
    Set<Socket> taken = ConcurrentHashMap.newKeySet();
    TestDatabase database = Stack.get().createDatabase("query_silent");
    try (Registry registry = new Registry();
        HttpClient clients = HttpClient.newHttpClient();
        ServerSocket silent = new ServerSocket(0, MANY, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> takeAll(silent, taken));
      DatabaseAddress address = database.address();
      registry.register(
          "silent",
          new DatabaseAddress(
              "127.0.0.1",
              silent.getLocalPort(),
              address.database(),
              address.user(),
              SslMode.DISABLE,
              address.credential()));

      // When
      List<CompletableFuture<HttpResponse<String>>> asked =
          IntStream.range(0, MANY).mapToObj(_ -> search(clients, "silent", null)).toList();

      // Then all learn of it
      assertThat(asked)
          .extracting(one -> Json.read(one.join().body(), Problem.class).code())
          .containsOnly(ErrorCode.DATABASE_UNREACHABLE);
      // Those that came after its end have had another.
      assertThat(taken).hasSizeBetween(1, MANY / 10);
    }
  }

  private static void takeAll(ServerSocket silent, Set<Socket> taken) {
    try {
      while (true) {
        taken.add(silent.accept());
      }
    } catch (IOException e) {
      taken.forEach(UnresponsiveDatabaseIT::close);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSearchEndsInTimeThoughItsServerIsSilent() throws Exception {
    // Given sessions that hear nothing more
    ready();
    TestDatabase database = Stack.get().createDatabase("query_mute");
    execute(database, TABLE);
    try (Registry registry = new Registry();
        HttpClient clients = HttpClient.newHttpClient();
        FaultProxy way = FaultProxy.to(database.address())) {
      registry.register("mute", way.address());
      assertThat(search(clients, "mute", null).join().statusCode()).isEqualTo(200);
      way.swallow();

      // When
      HttpResponse<String> answer = search(clients, "mute", 300L).join();

      // Then
      assertThat(Json.read(answer.body(), Problem.class).code()).isEqualTo(ErrorCode.TIME_LIMIT);
      assertThat(search(clients, "mute", null).join().statusCode())
          .as("by a new session")
          .isEqualTo(200);
    }
  }

  private static CompletableFuture<HttpResponse<String>> search(
      HttpClient clients, String database, @Nullable Long millis) {
    VectorQuery query = query("[3,1]", 1, SearchWish.EXACT, database);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/api/v1/search".formatted(RestAssured.port)))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(Json.write(millis == null ? query : within(query, millis))))
            .build();
    return clients.sendAsync(request, BodyHandlers.ofString());
  }

  private static void ready() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  // By a session of another database of the same server.
  private static int sessionsThatWait(TestDatabase other) throws SQLException {
    try (Connection connection = other.connect()) {
      return Sql.of(
              connection,
              "SELECT count(*) FROM pg_stat_activity"
                  + " WHERE datname = 'query_altered' AND wait_event_type = 'Lock'")
          .one(row -> row.getInt(1));
    }
  }
}
