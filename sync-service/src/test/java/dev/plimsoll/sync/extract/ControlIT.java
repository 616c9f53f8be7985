package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person may do to an extract: look before, pause, resume, cancel, say how large files are;
/// and what the service does by itself to one that goes on in one place only.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ControlIT {
  private static final long ROWS = 3_200;
  private static final AtomicReference<UUID> EXTRACT = new AtomicReference<>();
  private static final String END_WAITING =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT %FROM known_database WHERE%'
      """;
  private static TestDatabase source;

  @Inject SyncDatabase database;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("control_source");
    TestTables.execute(
        source,
        TestTables.FAT.formatted("steered"),
        "ALTER TABLE steered ADD PRIMARY KEY (id)",
        // Gives back the pages that the heap was extended by in advance.
        "VACUUM ANALYZE steered",
        "CREATE TABLE keyless (a int)");
  }

  @BeforeEach
  void register() {
    EXTRACT.set(null);
    SyncApi.register("control-source", source);
  }

  // The hook may run before the answer with the id is here.
  private static UUID begun() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(EXTRACT::get, extract -> extract != null);
  }

  private static void act(String act) {
    UUID id = begun();
    SyncApi.request()
        .post("/api/v1/extracts/" + id + "/tables/public/steered/" + act)
        .then()
        .statusCode(200);
  }

  private static ExtractView start(String strategy, FileSize size) {
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "control-source",
                List.of("public.steered"),
                null,
                null,
                new ReadingRequest(strategy, null, 1),
                new FilesRequest(size, null, null, null),
                null,
                null,
                null));
    EXTRACT.set(extract.id());
    return extract;
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset"})
  void aPausedTableIsLeftAndGoesOnWhenResumed(String strategy) {
    // given
    TestFaults.once(
        SideEffect.ANNOUNCE, Moment.BEFORE, ErrorCode.CONNECTION_LOST, () -> act("pause"));

    // when
    ExtractView extract = start(strategy, null);
    TableView paused =
        SyncApi.awaitTable(
            extract.id(), "steered", table -> TestFaults.happened() && table.reading().paused());
    act("resume");
    TableView table = SyncApi.awaitTable(extract.id(), "steered", TableState.EXTRACTED);

    // then
    assertThat(paused.state()).isEqualTo(TableState.EXTRACTING);
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
    assertThat(table.reading().generation()).isEqualTo(1);
    assertThat(Bucket.keys(extract.id())).hasSize((int) table.counters().objects());
  }

  /// A file of a gigabyte is on its way for minutes.
  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset", "stream"})
  void rowsAreSeenBeforeTheirFileIsAnnounced(String strategy) {
    // given somebody who looks while a batch is about to be announced, and others may have been
    AtomicReference<TableView> seen = new AtomicReference<>();
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          UUID id = begun();
          seen.set(
              Awaitility.await()
                  .atMost(Duration.ofMinutes(3))
                  .until(
                      () -> SyncApi.table(id, "steered"),
                      table -> table.counters().rowsRead() > table.counters().rowsExtracted()));
        });

    // when
    ExtractView extract = start(strategy, null);
    TableView end = SyncApi.awaitTable(extract.id(), "steered", TableState.EXTRACTED);

    // then
    assertThat(seen.get().counters().rowsRead()).isLessThanOrEqualTo(ROWS);
    assertThat(seen.get().reading().speed().rowsPerSecond()).isPositive();
    assertThat(end.counters().rowsRead()).isEqualTo(ROWS);
    assertThat(end.counters().rowsExtracted()).isEqualTo(ROWS);
  }

  @Test
  void whatIsCancelledHasFailedAndMayBeRetried() {
    // given
    TestFaults.once(
        SideEffect.ANNOUNCE, Moment.BEFORE, ErrorCode.CONNECTION_LOST, () -> act("cancel"));

    // when
    ExtractView extract = start("blocks", null);
    TableView cancelled = SyncApi.awaitTable(extract.id(), "steered", TableState.FAILED);
    SyncApi.retry(extract.id(), new QualifiedName("public", "steered")).then().statusCode(202);
    TableView table = SyncApi.awaitTable(extract.id(), "steered", TableState.EXTRACTED);

    // then
    assertThat(cancelled.failure().code()).isEqualTo(ErrorCode.EXTRACT_CANCELLED);
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
    assertThat(table.reading().generation()).isEqualTo(2);
  }

  @Test
  void thereAreAsManyFilesAsAreAskedFor() {
    // when
    ExtractView extract = start("blocks", new FileSize(null, 4));
    TableView table = SyncApi.awaitTable(extract.id(), "steered", TableState.EXTRACTED);

    // then
    assertThat(table.counters().objects()).isEqualTo(4);
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
  }

  @Test
  void theEndOfARangeIsTakenOverByWhoeverIsIdle() {
    // given the first object is told of, and nothing goes on until the rest has another reader
    SyncApi.register("control-target", Stack.get().createDatabase("control_target"));
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.AFTER,
        ErrorCode.CONNECTION_LOST,
        () -> {
          UUID id = begun();
          Awaitility.await()
              .atMost(Duration.ofMinutes(3))
              .until(() -> SyncApi.table(id, "steered"), table -> table.reading().readTasks() > 1);
        });

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "control-source",
                List.of("public.steered"),
                "control-target",
                null,
                new ReadingRequest("keyset", null, null),
                // More than half is left then, which is worth another reader.
                new FilesRequest(new FileSize(4L << 20, null), null, null, null),
                null,
                null,
                null));
    EXTRACT.set(extract.id());
    TableView table = SyncApi.awaitTable(extract.id(), "steered", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(table.reading().readTasks()).isGreaterThan(1);
    assertThat(table.counters().rowsLoaded()).isEqualTo(ROWS);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(Bucket.keys(extract.id())).hasSize((int) table.counters().objects());
  }

  @Test
  void aBreakOfItsOwnDatabaseBetweenClaimAndReadingCostsATableNothing() throws SQLException {
    // given a read task that has been claimed, and waits for where to read from
    AtomicReference<Connection> locked = new AtomicReference<>();
    TestFaults.once(
        SideEffect.CLAIM_READ_TASK,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> locked.set(lockDatabases()));
    ExtractView extract = start("blocks", null);
    try (Connection own = database.session();
        Statement statement = own.createStatement()) {
      // when its session ends
      Awaitility.await("a session that waits for its database is ended")
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                try (ResultSet ended = statement.executeQuery(END_WAITING)) {
                  return ended.next();
                }
              });
    } finally {
      locked.get().rollback();
      locked.get().setAutoCommit(true);
      locked.get().close();
    }

    // then
    TableView table =
        SyncApi.awaitTable(
            extract.id(),
            "steered",
            now -> now.state() == TableState.EXTRACTED || now.state() == TableState.FAILED);
    assertThat(table.failure()).isNull();
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
  }

  private Connection lockDatabases() {
    try {
      Connection session = database.session();
      session.setAutoCommit(false);
      try (Statement statement = session.createStatement()) {
        statement.execute("LOCK TABLE known_database IN ACCESS EXCLUSIVE MODE");
      }
      return session;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anExtractIsExplainedBeforehandAndNothingIsDone() {
    // given
    String before = SyncApi.request().get("/api/v1/extracts?limit=500").asString();

    // when
    String answer =
        SyncApi.request()
            .body(Json.write(SyncApi.by("keyset", "control-source", List.of("public.*"), null)))
            .post("/api/v1/extracts/explain")
            .asString();

    // then
    ExtractExplanation explanation = Json.read(answer, ExtractExplanation.class);
    TableExplanation steered = explanation.tables().getLast();
    assertThat(steered.table().name()).isEqualTo("steered");
    assertThat(steered.reading().strategy()).isEqualTo("keyset");
    assertThat(steered.reading().why()).isEqualTo("asked for");
    assertThat(steered.estimate().queries()).isEqualTo(steered.reading().ranges()).isPositive();
    assertThat(steered.estimate().rows()).isEqualTo(ROWS);
    assertThat(steered.estimate().sourceBytes()).isGreaterThan(13_000_000);
    assertThat(steered.estimate().seconds()).isPositive();
    assertThat(steered.estimate().basis()).isNotEmpty();
    TableExplanation keyless = explanation.tables().getFirst();
    assertThat(keyless.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(keyless.failure().message()).contains("unique key");
    assertThat(explanation.rows()).isEqualTo(ROWS);
    String after = SyncApi.request().get("/api/v1/extracts?limit=500").asString();
    assertThat(after.split("startedAt")).hasSameSizeAs(before.split("startedAt"));
  }
}
