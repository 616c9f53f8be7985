package dev.plimsoll.sync.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.Registrar;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the planner says is registered is what can be read and loaded.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class RegistryIT {
  private static final String SEALED = "env:PLIMSOLL_PASSWORD_CANARY";
  private static TestDatabase database;

  @Inject private Registry registry;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    database = Stack.get().createDatabase("registry");
    TestTables.execute(database, "CREATE TABLE few AS SELECT generate_series(1, 10)::bigint AS a");
  }

  @Test
  void anOldWordDisplacesNoNewerOneWheneverItComes() {
    // given
    DatabaseAddress now = database.address();
    DatabaseAddress before = elsewhere(now);
    long first = Registrar.tell("moved", before, DatabaseKind.POSTGRES, null);
    long second = Registrar.tell("moved", now, DatabaseKind.POSTGRES, null);
    SyncApi.awaitKnown("moved", second);

    // when the older ones come again, as at each start
    registry.enter(registered("moved", first, before));
    registry.enter(new DatabaseEvent.Removed("moved", first));
    registry.enter(registered("moved", second, before));

    // then
    assertThat(registry.get("moved").address()).isEqualTo(now);
    assertThat(registry.get("moved").revision()).isEqualTo(second);
  }

  @Test
  void aRemovedOneIsNotFoundAndItsCredentialIsGone() throws SQLException {
    // given an extract of it
    DatabaseAddress address = database.address(); // with a file of its own for the password
    SyncApi.register("leaving", address, DatabaseKind.POSTGRES);
    SyncApi.start("leaving", List.of("public.few"), null);

    // when
    long removed = Registrar.tellRemoved("leaving");
    Awaitility.await()
        .until(() -> SyncApi.http().send("GET", "/api/v1/databases/leaving", "").status() == 404);

    // then
    SyncApi.post("leaving", List.of("public.few"), null)
        .then()
        .statusCode(ErrorCode.NOT_FOUND.status());

    // and when it is registered anew, it is there again
    registry.enter(registered("leaving", removed + 1, address));
    assertThat(registry.get("leaving").address()).isEqualTo(address);
  }

  @Test
  void itServesAsWhatItIsRegisteredForAndAsNothingElse() {
    // given
    SyncApi.awaitKnown(
        "only-read",
        Registrar.tell(
            "only-read", database.address(), DatabaseKind.POSTGRES, List.of(DatabaseUse.SOURCE)));
    SyncApi.awaitKnown(
        "only-loaded",
        Registrar.tell(
            "only-loaded", database.address(), DatabaseKind.POSTGRES, List.of(DatabaseUse.TARGET)));

    // then
    SyncApi.post("only-loaded", List.of("public.few"), null)
        .then()
        .statusCode(ErrorCode.INVALID_REQUEST.status())
        .body("detail", containsString("db edit only-loaded --as source,target"));
    SyncApi.post("only-read", List.of("public.few"), "only-read")
        .then()
        .statusCode(ErrorCode.INVALID_REQUEST.status())
        .body("detail", containsString("db edit only-read --as source,target"));
  }

  @Test
  void whatNobodyOfThisSystemHasSaidIsNotBelieved() {
    // given a word under another key than its name, and one without an address
    long before = Registrar.tell("honest", database.address(), DatabaseKind.POSTGRES, null);
    Registrar.tell("honest-without", null, DatabaseKind.POSTGRES, null);
    long after = Registrar.tell("honest", database.address(), DatabaseKind.POSTGRES, null);

    // when what comes behind it is known
    assertThat(after).isGreaterThan(before);
    SyncApi.awaitKnown("honest", after);

    // then
    assertThat(SyncApi.http().send("GET", "/api/v1/databases/honest-without", "").status())
        .isEqualTo(404);
  }

  @Test
  void noAnswerShowsASealedPassword() {
    DatabaseAddress sealed =
        database.address().with(new CredentialReference("sealed:canary" + "x".repeat(60)));
    SyncApi.awaitKnown("sealed", Registrar.tell("sealed", sealed, DatabaseKind.POSTGRES, null));

    SyncApi.request()
        .get("/api/v1/databases/sealed")
        .then()
        .statusCode(200)
        .body("name", equalTo("sealed"))
        .body(not(containsString("canary")));
  }

  private static DatabaseEvent registered(String name, long revision, DatabaseAddress address) {
    return new DatabaseEvent.Registered(
        name, revision, revision, address, DatabaseKind.POSTGRES, null);
  }

  private static DatabaseAddress elsewhere(DatabaseAddress address) {
    return new DatabaseAddress(
        "elsewhere.example",
        address.port(),
        address.database(),
        address.user(),
        SslMode.DISABLE,
        new CredentialReference(SEALED));
  }
}
