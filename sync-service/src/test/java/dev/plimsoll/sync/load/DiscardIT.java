package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A table that a cancelled load has left half full: the next load's refusal names that load and
/// the commands by which the table becomes whole, or empty, and each of them does it.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class DiscardIT {
  private static final int ROWS = 400;
  private static final int FILES = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  // The row at which a load stops, in its last file or in one before that.
  private static final int GATE = ROWS - 10;

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void databases() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("discard_source");
    target = Stack.get().createDatabase("discard_target");
    TestTables.execute(
        target,
        "CREATE TABLE shut (since timestamptz)",
        "CREATE SEQUENCE refusals",
        """
        CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM public.shut) THEN
            PERFORM nextval('public.refusals');
            RAISE EXCEPTION 'the gate is shut';
          END IF;
          PERFORM pg_advisory_xact_lock_shared(14);
          RETURN NEW;
        END $$
        """);
  }

  @BeforeEach
  void register() {
    SyncApi.register("discard-source", source);
    SyncApi.register("discard-target", target);
  }

  private static ExtractView start(String table) {
    return SyncApi.start(
        new ExtractRequest(
            "discard-source",
            List.of("public." + table),
            "discard-target",
            null,
            new ReadingRequest("keyset", null, null),
            new FilesRequest(new FileSize(null, FILES), null, null, null),
            null,
            null,
            null));
  }

  /// An extract that was cancelled when a part of its rows was at the target.
  private static UUID halfLoaded(String table) throws SQLException {
    TestTables.execute(
        source,
        "CREATE TABLE %s (id int PRIMARY KEY, note text)".formatted(table),
        "INSERT INTO %s SELECT i, 'row' FROM generate_series(1, %d) i".formatted(table, ROWS),
        "ANALYZE " + table);
    TestTables.execute(
        target,
        "CREATE TABLE %s (id int NOT NULL, note text)".formatted(table),
        "CREATE TRIGGER gate BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.id = %d) EXECUTE FUNCTION gate()"
            .formatted(table, GATE));
    try (Connection keeper = target.connect();
        Statement statement = keeper.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(14)");
      UUID extract = start(table).id();
      await("files at the target, and a session at the gate")
          .atMost(PATIENCE)
          .until(() -> rows(table) > ROWS / 2 && waiting() == 1);
      SyncApi.request().post("/api/v1/extracts/" + extract + "/cancel").then().statusCode(200);
      // Who is at the gate does not come through, and neither does who comes again in his place.
      TestTables.execute(
          target,
          "SELECT setval('public.refusals', 1, false)",
          "INSERT INTO public.shut VALUES (now())");
      statement.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name LIKE 'plimsoll-sync load%' AND datname = current_database()
          """);
      await("a refusal of who comes again")
          .atMost(PATIENCE)
          .until(() -> waiting() == 0 && refused());
      TestTables.execute(target, "DROP TRIGGER gate ON " + table, "DELETE FROM public.shut");
      return extract;
    }
  }

  private static long waiting() throws SQLException {
    return TestTables.number(
        target,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 14 AND NOT granted");
  }

  private static boolean refused() throws SQLException {
    return TestTables.number(target, "SELECT is_called::int FROM public.refusals") == 1;
  }

  private static long rows(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM " + table);
  }

  private static ValidatableResponse discard(UUID extract, String table) {
    return SyncApi.request()
        .post("/api/v1/extracts/{id}/tables/public/{table}/discard", extract, table)
        .then();
  }

  private static TableView retried(UUID extract, String table) {
    SyncApi.retry(extract, new QualifiedName("public", table)).then().statusCode(202);
    return SyncApi.awaitTable(
        extract,
        table,
        view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED);
  }

  private static void requireRefused(String table, ExtractView next, UUID owner) {
    TableView refused = SyncApi.awaitTable(next.id(), table, TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    assertThat(refused.failure().message())
        .contains(
            "./plimsoll extract retry " + owner, "./plimsoll extract discard " + owner + " takes");
  }

  @Test
  void whatWasHalfLoadedIsGoneOnWithByTheCommandThatTheRefusalNames() throws SQLException {
    UUID cancelled = halfLoaded("finished");
    ExtractView next = start("finished");
    requireRefused("finished", next, cancelled);

    // when
    TableView whole = retried(cancelled, "finished");

    // then
    assertThat(whole.state()).as("%s", whole.failure()).isEqualTo(TableState.LOADED);
    assertThat(rows("finished")).isEqualTo(ROWS);

    // and the next one is told whose rows they are
    SyncApi.retry(next.id(), new QualifiedName("public", "finished"))
        .then()
        .statusCode(409)
        .body("detail", containsString("all of its rows"));
    discard(cancelled, "finished").statusCode(409);
    assertThat(rows("finished")).isEqualTo(ROWS);
  }

  @Test
  void whatWasHalfLoadedGoesByTheOtherCommandAndTheNextLoadHasTheTable() throws SQLException {
    UUID cancelled = halfLoaded("discarded");
    ExtractView next = start("discarded");
    requireRefused("discarded", next, cancelled);

    // when
    discard(cancelled, "discarded").statusCode(200);

    // then
    assertThat(rows("discarded")).isZero();
    TableView whole = retried(next.id(), "discarded");
    assertThat(whole.state()).as("%s", whole.failure()).isEqualTo(TableState.LOADED);
    assertThat(rows("discarded")).isEqualTo(ROWS);

    // and the one that had it can neither add to it nor empty it
    assertThat(retried(cancelled, "discarded").failure().code())
        .isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    discard(cancelled, "discarded")
        .statusCode(409)
        .body("detail", containsString(next.id().toString()));
    assertThat(rows("discarded")).isEqualTo(ROWS);
  }

  @Test
  void aLoadThatWasDiscardedBeginsWithItsFirstRowWhenItIsRetried() throws SQLException {
    UUID cancelled = halfLoaded("anew");

    // when asked twice, it is the same
    discard(cancelled, "anew").statusCode(200);
    discard(cancelled, "anew").statusCode(200);

    // then
    TableView whole = retried(cancelled, "anew");
    assertThat(whole.state()).as("%s", whole.failure()).isEqualTo(TableState.LOADED);
    assertThat(whole.counters().rowsLoaded()).isEqualTo(ROWS);
    assertThat(rows("anew")).isEqualTo(ROWS);
  }

  @Test
  void rowsThatSomebodyElseHasAddedAreNotDiscarded() throws SQLException {
    UUID cancelled = halfLoaded("added");
    TestTables.execute(target, "INSERT INTO added VALUES (0, 'theirs')");
    long before = rows("added");

    // when
    discard(cancelled, "added").statusCode(409).body("detail", containsString("somebody"));

    // then
    assertThat(rows("added")).isEqualTo(before);
  }

  @Test
  void rowsThatNoLoadHasPutThereAreNobodys() throws SQLException {
    // given
    TestTables.execute(
        source,
        "CREATE TABLE nobodys AS SELECT 1 AS id",
        "ALTER TABLE nobodys ADD PRIMARY KEY (id)");
    TestTables.execute(target, "CREATE TABLE nobodys AS SELECT 1 AS id");

    // when
    ExtractView extract = start("nobodys");

    // then
    TableView refused = SyncApi.awaitTable(extract.id(), "nobodys", TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    assertThat(refused.failure().message()).contains("no load of Plimsoll");
    discard(extract.id(), "nobodys").statusCode(409);
    assertThat(rows("nobodys")).isOne();
  }
}
