package dev.plimsoll.sync.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SyncProfile.class)
final class BadInputIT {
  private static final String SECRET = "canary-password-4711";
  private static TestDatabase database;

  @BeforeAll
  static void tables() throws SQLException {
    database = Stack.get().createDatabase("bad_input");
    TestTables.execute(
        database,
        "CREATE TABLE open (a int PRIMARY KEY)",
        "CREATE TABLE closed (a int PRIMARY KEY)",
        "DROP ROLE IF EXISTS bad_input_reader",
        "CREATE ROLE bad_input_reader LOGIN PASSWORD '" + SECRET + "'",
        "GRANT SELECT ON open TO bad_input_reader",
        "CREATE TABLE hidden (a int PRIMARY KEY)",
        "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON hidden TO bad_input_reader");
  }

  private static void refused(Response response, ErrorCode code) {
    response
        .then()
        .statusCode(code.status())
        .contentType("application/problem+json")
        .body("code", equalTo(code.value()))
        .body(not(containsString(SECRET)));
  }

  private static TestDatabase as(String user, String password) {
    return database.as(user, password);
  }

  @Test
  void aDatabaseThatCannotBeUsedIsToldFromTheOthers() {
    refused(
        SyncApi.check("bad", as(database.user(), SECRET).address(), DatabaseKind.POSTGRES),
        ErrorCode.AUTHENTICATION_FAILED);
    refused(
        SyncApi.check(
            "bad",
            new TestDatabase(
                    database.host(),
                    1,
                    database.name(),
                    database.user(),
                    database.password(),
                    database.sslMode())
                .address(),
            DatabaseKind.POSTGRES),
        ErrorCode.DATABASE_UNREACHABLE);
    refused(
        SyncApi.check(
            "bad",
            new TestDatabase(
                    database.host(),
                    database.port(),
                    "no_such_database",
                    database.user(),
                    database.password(),
                    database.sslMode())
                .address(),
            DatabaseKind.POSTGRES),
        ErrorCode.DATABASE_NOT_FOUND);
    DatabaseAddress lost =
        new DatabaseAddress(
            database.host(),
            database.port(),
            database.name(),
            database.user(),
            SslMode.DISABLE,
            new dev.plimsoll.contracts.database.CredentialReference(
                "env:PLIMSOLL_PASSWORD_NO_SUCH"));
    refused(SyncApi.check("bad", lost, DatabaseKind.POSTGRES), ErrorCode.CREDENTIAL_MISSING);
    refused(SyncApi.request().get("/api/v1/databases/bad"), ErrorCode.NOT_FOUND);
  }

  @Test
  void aRequestThatMeansNothingIsRefused() {
    SyncApi.register("bad-input", database);
    refused(SyncApi.post("nobody", List.of("public.open"), null), ErrorCode.NOT_FOUND);
    refused(SyncApi.post("bad-input", List.of("public.open"), "nobody"), ErrorCode.NOT_FOUND);
    refused(SyncApi.post("bad-input", List.of(), null), ErrorCode.INVALID_REQUEST);
    refused(SyncApi.post("bad-input", List.of("open"), null), ErrorCode.INVALID_REQUEST);
    refused(SyncApi.post("bad-input", List.of("public.no*"), null), ErrorCode.TABLE_NOT_FOUND);
    refused(
        SyncApi.request().body("{\"source\": 1").post("/api/v1/extracts"),
        ErrorCode.INVALID_REQUEST);
    refused(SyncApi.request().get("/api/v1/extracts/" + new UUID(0, 0)), ErrorCode.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extracts", "loads", "thresholds/changes"})
  void aListIsNeitherEmptyNorEndless(String list) {
    refused(SyncApi.request().get("/api/v1/" + list + "?limit=0"), ErrorCode.INVALID_REQUEST);
    refused(SyncApi.request().get("/api/v1/" + list + "?limit=501"), ErrorCode.INVALID_REQUEST);
    SyncApi.request().get("/api/v1/" + list + "?limit=500").then().statusCode(200);
  }

  @Test
  void aKeyOfARequestThatIsTooLongIsRefused() {
    refusedForItsKey("extracts", ExtractRequest.of("any", List.of("public.open"), null));
    refusedForItsKey("loads", new LoadRequest(UUID.randomUUID(), "any", null, null, null));
  }

  private static void refusedForItsKey(String what, Record request) {
    SyncApi.request()
        .header("Idempotency-Key", "x".repeat(256))
        .body(Json.write(request))
        .post("/api/v1/" + what)
        .then()
        .statusCode(ErrorCode.INVALID_REQUEST.status())
        .body("detail", containsString("Idempotency-Key"));
  }

  @Test
  void aRepeatedRequestIsAnsweredWithTheSameExtract() {
    // given
    SyncApi.register("bad-input", database);
    String body = Json.write(ExtractRequest.of("bad-input", List.of("public.open"), null));

    // when
    Response first =
        SyncApi.request().header("Idempotency-Key", "once").body(body).post("/api/v1/extracts");
    Response second =
        SyncApi.request().header("Idempotency-Key", "once").body(body).post("/api/v1/extracts");
    Response other =
        SyncApi.request()
            .header("Idempotency-Key", "once")
            .body(body.replace("open", "closed"))
            .post("/api/v1/extracts");

    // then
    first.then().statusCode(202);
    second.then().statusCode(202);
    assertThat(second.path("id").toString()).isEqualTo(first.path("id").toString());
    refused(other, ErrorCode.CONFLICT);
  }

  @Test
  void aTableWithoutRightsFailsAloneAndHiddenRowsAreNeverTakenForNone() {
    // given
    SyncApi.register("bad-reader", as("bad_input_reader", SECRET));

    // when
    ExtractView extract = SyncApi.start("bad-reader", List.of("public.*"), null);

    // then
    SyncApi.awaitTable(extract.id(), "open", TableState.EXTRACTED);
    TableView closed = SyncApi.awaitTable(extract.id(), "closed", TableState.FAILED);
    assertThat(closed.failure().code()).isEqualTo(ErrorCode.INSUFFICIENT_PRIVILEGE);
    TableView hidden = SyncApi.awaitTable(extract.id(), "hidden", TableState.FAILED);
    assertThat(hidden.failure().code()).isEqualTo(ErrorCode.INSUFFICIENT_PRIVILEGE);
    assertThat(Json.write(SyncApi.extract(extract.id()))).doesNotContain(SECRET);
  }
}
