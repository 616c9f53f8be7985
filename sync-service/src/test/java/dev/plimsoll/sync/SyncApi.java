package dev.plimsoll.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.testkit.HttpApi;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// The service's HTTP API as its users have it.
public final class SyncApi {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// About as long as one takes by Kafka.
  private static final Duration A_MESSAGE = Duration.ofMillis(20);

  private SyncApi() {}

  /// For what is asked again and again.
  public static HttpApi http() {
    return new HttpApi(RestAssured.port);
  }

  public static RequestSpecification request() {
    return given()
        .header("Authorization", "Bearer " + StackResource.TOKEN)
        .contentType(ContentType.JSON);
  }

  /// Tries to log in, and registers nothing.
  public static Response check(String name, DatabaseAddress address, DatabaseKind kind) {
    return request()
        .body(Json.write(new DatabaseCheckRequest(name, kind, address)))
        .post("/api/v1/databases/test");
  }

  /// Returns when the service knows it.
  public static void register(String name, TestDatabase database) {
    register(name, database.address(), DatabaseKind.POSTGRES);
  }

  /// Returns when the service knows it.
  public static void register(String name, DatabaseAddress address, DatabaseKind kind) {
    awaitKnown(name, Registrar.tell(name, address, kind, null));
  }

  /// @param name that needs no encoding in a path
  public static void awaitKnown(String name, long revision) {
    Awaitility.await("the service knows " + name)
        .atMost(PATIENCE)
        .pollDelay(A_MESSAGE)
        .pollInterval(A_MESSAGE)
        .until(
            () -> {
              HttpApi.Answer answer = http().send("GET", "/api/v1/databases/" + name, "");
              return answer.status() == 200
                  && Json.read(answer.body(), KnownDatabase.class).revision() >= revision;
            });
  }

  private static String ask(int status, String method, String path, String body) {
    HttpApi.Answer answer = http().send(method, path, body);
    assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body();
  }

  public static Response post(String source, List<String> tables, @Nullable String target) {
    return request()
        .body(Json.write(ExtractRequest.of(source, tables, target)))
        .post("/api/v1/extracts");
  }

  public static ExtractView start(String source, List<String> tables, @Nullable String target) {
    return start(ExtractRequest.of(source, tables, target));
  }

  /// With everything that a request may say.
  public static ExtractView start(ExtractRequest request) {
    return Json.read(ask(202, "POST", "/api/v1/extracts", Json.write(request)), ExtractView.class);
  }

  public static ExtractRequest by(
      String strategy, String source, List<String> tables, @Nullable String target) {
    return new ExtractRequest(
        source,
        tables,
        target,
        null,
        new ReadingRequest(strategy, null, null),
        null,
        null,
        null,
        null);
  }

  public static ExtractView extract(UUID id) {
    return http().get("/api/v1/extracts/" + id).as(ExtractView.class);
  }

  public static TableView table(UUID id, String name) {
    return extract(id).tables().stream()
        .filter(table -> table.table().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  public static TableView awaitTable(UUID id, String name, TableState state) {
    return awaitTable(id, name, table -> table.state() == state);
  }

  public static TableView awaitTable(UUID id, String name, Predicate<TableView> condition) {
    return Awaitility.await(name + " of " + id)
        .atMost(PATIENCE)
        .pollInterval(BETWEEN_LOOKS)
        .until(() -> table(id, name), condition::test);
  }

  public static Response retry(UUID id, QualifiedName table) {
    return request()
        .post(
            "/api/v1/extracts/{id}/tables/{schema}/{table}/retry",
            id,
            table.schema(),
            table.name());
  }

  public static Receipt awaitReceipt(UUID id) {
    ask(202, "POST", "/api/v1/extracts/" + id + "/receipt", "");
    return Awaitility.await("receipt of " + id)
        .atMost(PATIENCE)
        .pollInterval(BETWEEN_LOOKS)
        .until(() -> receipt(id), receipt -> receipt.state() != Receipt.State.RUNNING);
  }

  public static Receipt receipt(UUID id) {
    return http().get("/api/v1/extracts/" + id + "/receipt").as(Receipt.class);
  }
}
