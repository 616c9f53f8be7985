package dev.plimsoll.sync.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.Freeze;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.load.LoadGate;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.ExtractRequests;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A table of the target belongs to one load at a time, compared where its rows are written:
/// whatever comes at once, is cancelled or frozen, no row is doubled, and none is older than
/// another load has left it.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class TableOwnerIT {
  private static final int ROWS = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final IncrementRequest BY_XMIN =
      new IncrementRequest("xmin", null, null, null, null, null);

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void databases() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("owner_source");
    target = Stack.get().createDatabase("owner_target");
    LoadGate.prepare(target);
  }

  @BeforeEach
  void register() {
    SyncApi.register("owner-source", source);
    SyncApi.register("owner-target", target);
  }

  private static void create(String table) throws SQLException {
    TestTables.execute(
        source,
        "CREATE TABLE %s (id int PRIMARY KEY, note text)".formatted(table),
        "INSERT INTO %s SELECT i, 'old' FROM generate_series(1, %d) i".formatted(table, ROWS),
        "ANALYZE " + table);
  }

  private static ExtractView start(String table) {
    return SyncApi.start("owner-source", List.of("public." + table), "owner-target");
  }

  private static TableView awaitEnd(ExtractView extract, String table) {
    return SyncApi.awaitTable(
        extract.id(),
        table,
        view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED);
  }

  private static void cancel(UUID extract) {
    SyncApi.request().post("/api/v1/extracts/" + extract + "/cancel").then().statusCode(200);
  }

  /// In the middle of its COPY.
  private static ExtractView cancelledAt(LoadGate gate, String table) {
    ExtractView extract = start(table);
    gate.awaitWaiting(1);
    cancel(extract.id());
    return extract;
  }

  private static void discard(UUID extract, String table, int status) {
    SyncApi.request()
        .post("/api/v1/extracts/{id}/tables/public/{table}/discard", extract, table)
        .then()
        .statusCode(status);
  }

  private static long rows(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM " + table);
  }

  @Test
  void ofTwoLoadsAtOnceOneLoadsAndTheOtherSaysWhichOwnsTheTable() throws SQLException {
    // given
    create("twice");
    ExtractView first;
    TableView refused;
    try (LoadGate gate = LoadGate.closed(target, "twice")) {
      first = start("twice");
      gate.awaitWaiting(1);

      // when
      ExtractView second = start("twice");
      refused =
          SyncApi.awaitTable(
              second.id(), "twice", view -> view.state() == TableState.FAILED || hasWaiting(2));
    }

    // then
    assertThat(awaitEnd(first, "twice").state()).isEqualTo(TableState.LOADED);
    assertThat(rows("twice")).isEqualTo(ROWS);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_OWNED);
    assertThat(refused.failure().message())
        .contains("public.twice", first.id().toString(), "under way");
  }

  private static boolean hasWaiting(int sessions) {
    try {
      return LoadGate.waiting(target) == sessions;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLoadThatWasCancelledInItsCopyCommitsNothingOverTheNext() throws SQLException {
    // given
    create("cancelled");
    ExtractView second;
    ExtractView first;
    try (LoadGate gate = LoadGate.closed(target, "cancelled")) {
      first = cancelledAt(gate, "cancelled");

      // when the next one begins before the first one's COPY has ended
      second = start("cancelled");
      await("the next load's offsets")
          .atMost(PATIENCE)
          .until(
              () ->
                  TestTables.number(
                          target,
                          "SELECT count(*) FROM plimsoll.load_offset WHERE consumer = '"
                              + second.id()
                              + "'")
                      > 0);
    }

    // then
    assertThat(awaitEnd(second, "cancelled").state()).isEqualTo(TableState.LOADED);
    assertThat(rows("cancelled")).isEqualTo(ROWS);

    // and a retry does not bring the first one's rows back
    SyncApi.retry(first.id(), new QualifiedName("public", "cancelled")).then().statusCode(202);
    TableView retried = SyncApi.awaitTable(first.id(), "cancelled", TableState.FAILED);
    assertThat(retried.failure().code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    assertThat(retried.failure().message()).contains(second.id().toString());
    assertThat(rows("cancelled")).isEqualTo(ROWS);
  }

  @Test
  void whoWasOvertakenMayHaveTheTableOnceTheOthersRowsAreDiscarded() throws SQLException {
    // given a load that was cancelled, and one that took the table over and was cancelled, too
    create("overtaken");
    ExtractView first;
    ExtractView second;
    try (LoadGate gate = LoadGate.closed(target, "overtaken")) {
      first = cancelledAt(gate, "overtaken");
      second = start("overtaken");
      await("the next load at work")
          .atMost(PATIENCE)
          .until(() -> isAtWork("overtaken", second.id()));
      cancel(second.id());
    }
    await("nobody at work").atMost(PATIENCE).until(() -> !isAtWork("overtaken", second.id()));

    // when, as its refusal says
    discard(second.id(), "overtaken", 200);
    SyncApi.retry(first.id(), new QualifiedName("public", "overtaken")).then().statusCode(202);

    // then
    TableView whole = awaitEnd(first, "overtaken");
    assertThat(whole.state()).as("%s", whole.failure()).isEqualTo(TableState.LOADED);
    assertThat(rows("overtaken")).isEqualTo(ROWS);

    // and the other one neither adds to it nor empties it
    discard(second.id(), "overtaken", 409);
    SyncApi.retry(second.id(), new QualifiedName("public", "overtaken"));
    assertThat(awaitEnd(second, "overtaken").state()).isEqualTo(TableState.FAILED);
    assertThat(rows("overtaken")).isEqualTo(ROWS);
  }

  /// Whether the extract's load owns the table and one of its sessions is in the middle of a COPY.
  private static boolean isAtWork(String table, UUID extract) throws SQLException {
    return TestTables.number(
            target,
            """
            SELECT count(*) FROM plimsoll.table_owner o
            JOIN pg_stat_activity a
              ON starts_with(a.application_name, 'plimsoll-sync load ' || o.load)
            JOIN pg_stat_progress_copy c ON c.pid = a.pid
            WHERE o.table_name = '%s' AND o.extract = '%s'
            """
                .formatted(table, extract))
        > 0;
  }

  @Test
  void anIncrementThatWakesAfterTheNextMergesNothing() throws Exception {
    // given an increment that is frozen before it merges what it has read
    create("frozen");
    Freeze freeze = Freeze.before(SideEffect.COMMIT_LOAD, ErrorCode.CONNECTION_LOST);
    ExtractView first = startIncrement("frozen");
    freeze.awaitFrozen();
    cancel(first.id());

    // when the next one is merged, of rows that were changed and removed since
    TestTables.execute(
        source, "UPDATE frozen SET note = 'new' WHERE id > 1", "DELETE FROM frozen WHERE id = 1");
    ExtractView second = startIncrement("frozen");
    assertThat(awaitEnd(second, "frozen").state()).isEqualTo(TableState.LOADED);
    long before = offsetsOf(first.id());
    freeze.thaw();

    // then
    await("the first one's end")
        .during(Duration.ofSeconds(1))
        .atMost(PATIENCE)
        .until(() -> offsetsOf(first.id()) == before);
    assertThat(TestTables.number(target, "SELECT count(*) FROM frozen WHERE note = 'old'"))
        .isZero();
    assertThat(rows("frozen")).isEqualTo(ROWS - 1);
  }

  private static long offsetsOf(UUID extract) throws SQLException {
    return TestTables.number(
        target,
        "SELECT coalesce(sum(next_offset), 0) FROM plimsoll.load_offset WHERE consumer = '%s'"
            .formatted(extract));
  }

  @Test
  void aLoadThatWakesBeforeItBeganDoesNotTakeTheTableFromALaterOne() throws Exception {
    // given a load that is frozen before it makes its target ready
    create("early");
    Freeze freeze = Freeze.before(SideEffect.PREPARE_TARGET, ErrorCode.CONNECTION_LOST);
    ExtractView first = start("early");
    freeze.awaitFrozen();
    cancel(first.id());

    // when
    TestTables.execute(source, "DELETE FROM early");
    ExtractView second = start("early");
    assertThat(awaitEnd(second, "early").state()).isEqualTo(TableState.LOADED);
    freeze.thaw();

    // then the table stays as the later one has left it: empty
    await("what the first one does")
        .during(Duration.ofSeconds(1))
        .atMost(PATIENCE)
        .until(() -> rows("early") == 0);

    // and it may have the table once a person wants it
    SyncApi.retry(first.id(), new QualifiedName("public", "early")).then().statusCode(202);
    SyncApi.awaitTable(first.id(), "early", TableState.LOADED);
    assertThat(rows("early")).isEqualTo(ROWS);
  }

  @Test
  void aTableThatAnUnknownInstallationOwnsIsLeftAloneUntilSomebodySaysThatItHasEnded()
      throws SQLException {
    // given
    create("theirs");
    TestTables.execute(
        source, "CREATE TABLE other AS SELECT 1 AS id", "ALTER TABLE other ADD PRIMARY KEY (id)");
    SyncApi.awaitTable(start("other").id(), "other", TableState.LOADED);
    UUID load = UUID.randomUUID();
    TestTables.execute(
        target,
        "CREATE TABLE theirs (id int NOT NULL, note text)",
        """
        INSERT INTO plimsoll.table_owner
        VALUES ('public', 'theirs', '%s', gen_random_uuid(), 't', gen_random_uuid(), 1,
                'theirs'::regclass)
        """
            .formatted(load));

    // when
    ExtractView extract = start("theirs");

    // then
    TableView refused = SyncApi.awaitTable(extract.id(), "theirs", TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_OWNED);
    assertThat(refused.failure().message()).contains("another installation", load.toString());
    TestTables.execute(
        target,
        "UPDATE plimsoll.table_owner SET ended_at = now() WHERE load = '%s'".formatted(load));
    SyncApi.retry(extract.id(), new QualifiedName("public", "theirs")).then().statusCode(202);
    SyncApi.awaitTable(extract.id(), "theirs", TableState.LOADED);
  }

  private static ExtractView startIncrement(String table) {
    return SyncApi.start(
        ExtractRequests.incremental(
            "owner-source", List.of("public." + table), "owner-target", BY_XMIN));
  }
}
