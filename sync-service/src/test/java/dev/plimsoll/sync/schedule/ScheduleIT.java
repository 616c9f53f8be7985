package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.effect.FaultPoints.Moment;
import dev.plimsoll.sync.effect.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Extracts by the clock: each due time begins one run, whoever is killed and however many look; no
/// run overlaps another, and what passed while nobody looked is run once.
@QuarkusTest
@TestProfile(SyncProfile.class)
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "sync"))
final class ScheduleIT {
  private static TestDatabase source;
  private static TestDatabase target;

  @Inject DataSource service;
  @Inject Turns turns;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("schedule_source");
    target = Stack.get().createDatabase("schedule_target");
    TestTables.execute(source, "CREATE TABLE files_only AS SELECT generate_series(1, 10) AS a");
  }

  @BeforeEach
  void register() {
    SyncApi.register("schedule-source", source);
    SyncApi.register("schedule-target", target);
  }

  private static void createTable(String name) throws SQLException {
    TestTables.execute(
        source,
        """
        CREATE TABLE %s (
          id int PRIMARY KEY, note text, changed_at timestamptz NOT NULL DEFAULT clock_timestamp())
        """
            .formatted(name),
        "INSERT INTO %s SELECT i, 'as it was' FROM generate_series(1, 100) i".formatted(name));
  }

  /// As if the clock had gone on, for all of that name at once.
  private void makeDue(String name, Duration ago) throws SQLException {
    try (Connection connection = service.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE schedule SET next_at = clock_timestamp() - make_interval(secs => ?)"
                    + " WHERE name LIKE ?")) {
      statement.setDouble(1, ago.toSeconds());
      statement.setString(2, name);
      statement.executeUpdate();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  // Other tests have tables of these names in other sources.
  private long extractsOf(String table) throws SQLException {
    return count(
        "SELECT count(*) FROM extract_table t JOIN extract e ON e.id = t.extract_id"
            + " WHERE e.source LIKE 'schedule-%' AND t.table_name = '"
            + table
            + "'");
  }

  @Test
  void whatEveryRunWouldBeRefusedForIsRefusedWhereItIsSaid() throws SQLException {
    // given a column to follow that may hold NULL
    createTable("nullable");
    TestTables.execute(source, "ALTER TABLE nullable ALTER changed_at DROP NOT NULL");

    // when
    Response answer =
        ScheduleApi.post(
            ScheduleApi.hourly("nullable", "schedule-source", "nullable", "schedule-target"));

    // then
    answer
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("detail", containsString("nullable"))
        .body("detail", containsString("changed_at"));
    ScheduleApi.get("nullable").then().statusCode(404);
  }

  @Test
  void aDueTimeMergesWhatIsNewAndItsReceiptProvesIt() throws SQLException {
    // given
    createTable("orders");
    ScheduleApi.create(
        ScheduleApi.hourly("orders", "schedule-source", "orders", "schedule-target"));
    RunView first = ScheduleApi.awaitEnd("orders", 1);

    // when
    TestTables.execute(
        source,
        "UPDATE orders SET note = 'changed', changed_at = clock_timestamp() WHERE id <= 7",
        "INSERT INTO orders VALUES (101, 'new')");
    makeDue("orders", Duration.ZERO);
    RunView second = ScheduleApi.awaitEnd("orders", 2);

    // then
    assertThat(first.state()).as("%s", first).isEqualTo(RunState.DONE);
    assertThat(first.counters().rowsInserted()).isEqualTo(100);
    assertThat(second.state()).as("%s", second).isEqualTo(RunState.DONE);
    assertThat(second.proven()).isTrue();
    assertThat(second.counters().rowsReplaced()).isEqualTo(7);
    assertThat(second.counters().rowsInserted()).isEqualTo(1);
    assertThat(second.asked()).isFalse();
    ScheduleView view = ScheduleApi.view("orders");
    assertThat(view.run()).isEqualTo(second);
    assertThat(view.nextAt()).isEqualTo(second.dueAt().plus(Duration.ofHours(1)));
    assertThat(TestTables.number(target, "SELECT count(*) FROM orders WHERE note <> 'as it was'"))
        .isEqualTo(8);
  }

  @Test
  void whatPassedWhileNobodyWasThereIsRunOnce() throws SQLException {
    // given
    ScheduleApi.create(ScheduleApi.hourly("downtime", "schedule-source", "files_only", null));
    ScheduleApi.awaitEnd("downtime", 1);

    // when
    makeDue("downtime", Duration.ofMinutes(330));
    RunView made = ScheduleApi.awaitEnd("downtime", 2);

    // then
    assertThat(made.missed()).isEqualTo(5);
    ScheduleView view = ScheduleApi.view("downtime");
    assertThat(Duration.between(made.dueAt(), view.nextAt())).isEqualTo(Duration.ofHours(1));
    assertThat(view.run().number()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "killed_before, BEFORE, interrupted, 2",
    "killed_after, AFTER, interrupted, 1",
    "nothing_done, BEFORE, connection-lost, 2",
    "answer_lost, AFTER, connection-lost, 1"
  })
  void aStartThatIsInterruptedHappensOnce(String table, Moment moment, ErrorCode code, int attempts)
      throws SQLException {
    // given
    TestTables.execute(source, "CREATE TABLE " + table + " AS SELECT generate_series(1, 10) AS a");
    TestFaults.once(SideEffect.START_RUN, moment, code);

    // when
    ScheduleApi.create(ScheduleApi.hourly(table, "schedule-source", table, null));
    RunView run = ScheduleApi.awaitEnd(table, 1);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(run.state()).as("%s", run).isEqualTo(RunState.DONE);
    assertThat(run.attempts()).isEqualTo(attempts);
    assertThat(run.errorCode()).isNull();
    assertThat(extractsOf(table)).isEqualTo(1);
  }

  // Planning an increment waits two seconds for who is at work at the source, and a claim is for
  // one.
  @Test
  void aStartThatTakesLongIsLeftToWhoIsAtIt() throws SQLException {
    // given
    createTable("lengthy");
    try (Connection atWork = source.connect()) {
      atWork.setAutoCommit(false);
      try (Statement statement = atWork.createStatement()) {
        statement.execute("INSERT INTO lengthy VALUES (101, 'late')");
      }

      // when
      ScheduleApi.create(
          ScheduleApi.hourly("lengthy", "schedule-source", "lengthy", "schedule-target"));
      RunView run = ScheduleApi.awaitRun("lengthy", 1, each -> each.startedAt() != null);

      // then
      assertThat(run.attempts()).isEqualTo(1);
      assertThat(Duration.between(run.dueAt(), run.startedAt()))
          .isGreaterThan(Duration.ofSeconds(1));
    }
    assertThat(ScheduleApi.awaitEnd("lengthy", 1).state()).isEqualTo(RunState.DONE);
    assertThat(extractsOf("lengthy")).isEqualTo(1);
  }

  @Test
  void manyProcessesTakeEachDueTimeOnce() throws Exception {
    // given
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "many-" + i).toList();
    for (String name : names) {
      ScheduleApi.create(ScheduleApi.hourly(name, "schedule-source", "no_such_table", null));
      ScheduleApi.awaitEnd(name, 1);
    }
    makeDue("many-%", Duration.ofMinutes(90));

    // when
    List<Integer> taken = new ArrayList<>();
    try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
      processes
          .invokeAll(IntStream.range(0, 6).<Callable<Integer>>mapToObj(i -> this::takeAll).toList())
          .forEach(each -> taken.add(each.resultNow()));
    }

    // then
    for (String name : names) {
      RunView run = ScheduleApi.awaitEnd(name, 2);
      assertThat(run.missed()).isEqualTo(1);
      assertThat(run.skipped()).isZero();
      assertThat(run.errorCode()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
      assertThat(run.fix()).isEqualTo(ErrorCode.TABLE_NOT_FOUND.fix());
      assertThat(ScheduleApi.runs(name)).hasSize(2);
    }
    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(names.size());
  }

  private int takeAll() {
    int taken = 0;
    while (turns.takeDue()) {
      taken++;
    }
    return taken;
  }

  @Test
  void ofTwoProcessesThatStartOneRunTheSecondIsRefused() throws Exception {
    // given
    TestTables.execute(source, "CREATE TABLE raced AS SELECT generate_series(1, 10) AS a");
    ScheduleApi.create(ScheduleApi.hourly("raced", "schedule-source", "raced", null));
    ScheduleApi.awaitEnd("raced", 1);
    ScheduleApi.act("raced", "pause").then().statusCode(200);
    // Caught by the pause before its start, so that nobody else claims it.
    UUID id = UUID.randomUUID();
    execute(
        "INSERT INTO schedule_run (id, schedule, number, state, due_at, asked) VALUES ('"
            + id
            + "', 'raced', 2, 'STARTING', now(), false)");
    String request = Json.write(ScheduleApi.view("raced").extract());

    // when
    try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int attempt = 1; attempt <= 4; attempt++) {
        RunStore.ToStart run = new RunStore.ToStart(id, "raced", 2, attempt, request);
        processes.execute(() -> turns.start(run));
      }
    }

    // then
    assertThat(ScheduleApi.awaitEnd("raced", 2).state()).isEqualTo(RunState.DONE);
    assertThat(extractsOf("raced")).isEqualTo(2);
  }

  @Test
  void aRunNeverOverlapsItself() throws SQLException {
    // given
    createTable("slow");
    SyncApi.register("schedule-silent", source);
    FakeLog.get().beSilentFor("schedule-silent");
    ScheduleApi.create(ScheduleApi.hourly("slow", "schedule-silent", "slow", "schedule-target"));
    RunView running = ScheduleApi.awaitRun("slow", 1, run -> run.state() == RunState.RUNNING);

    // when
    makeDue("slow", Duration.ofMinutes(61));
    RunView skipped = ScheduleApi.awaitRun("slow", 1, run -> run.skipped() > 0);
    ScheduleApi.act("slow", "runs")
        .then()
        .statusCode(409)
        .body("detail", containsString("run 1 of slow is under way"));
    SyncApi.request().post("/api/v1/extracts/" + running.extractId() + "/cancel");
    RunView ended = ScheduleApi.awaitEnd("slow", 1);

    // then
    assertThat(skipped.skipped()).isEqualTo(2);
    assertThat(ended.state()).isEqualTo(RunState.FAILED);
    assertThat(ended.errorCode()).isEqualTo(ErrorCode.EXTRACT_CANCELLED);
    assertThat(ended.error()).startsWith("public.slow: ");
    assertThat(ScheduleApi.runs("slow")).hasSize(1);
    assertThat(extractsOf("slow")).isEqualTo(1);
  }

  @Test
  void aPauseHoldsDueTimesAndResumingDoesNotMakeUpForThem() throws SQLException {
    // given
    ScheduleApi.create(ScheduleApi.hourly("paused", "schedule-source", "files_only", null));
    ScheduleApi.create(ScheduleApi.hourly("awake", "schedule-source", "files_only", null));
    ScheduleApi.awaitEnd("paused", 1);
    ScheduleApi.awaitEnd("awake", 1);

    // when
    ScheduleApi.act("paused", "pause").then().statusCode(200);
    makeDue("paused", Duration.ofMinutes(150));
    makeDue("awake", Duration.ZERO);
    ScheduleApi.awaitEnd("awake", 2);
    List<RunView> whilePaused = ScheduleApi.runs("paused");
    boolean nextWhilePaused = ScheduleApi.view("paused").nextAt() != null;
    ScheduleApi.act("paused", "runs").then().statusCode(202);
    RunView asked = ScheduleApi.awaitEnd("paused", 2);
    ScheduleApi.act("paused", "resume").then().statusCode(200);

    // then
    assertThat(whilePaused).hasSize(1);
    assertThat(nextWhilePaused).isFalse();
    assertThat(asked.asked()).isTrue();
    assertThat(asked.state()).isEqualTo(RunState.DONE);
    ScheduleView resumed = ScheduleApi.view("paused");
    assertThat(resumed.nextAt()).isAfter(asked.dueAt());
    assertThat(ScheduleApi.runs("paused")).hasSize(2);
  }

  // The pause comes between the due time and its start: the run is open, and nobody starts it.
  @Test
  void aRunThatAPauseHasCaughtIsStartedWhenSomebodyAsksForOne() throws SQLException {
    // given
    ScheduleApi.create(ScheduleApi.hourly("caught", "schedule-source", "files_only", null));
    ScheduleApi.awaitEnd("caught", 1);
    ScheduleApi.act("caught", "pause").then().statusCode(200);
    execute(
        "INSERT INTO schedule_run (id, schedule, number, state, due_at, asked) VALUES"
            + " (gen_random_uuid(), 'caught', 2, 'STARTING', now(), false)");

    // when
    ScheduleApi.act("caught", "runs").then().statusCode(202);

    // then
    RunView run = ScheduleApi.awaitEnd("caught", 2);
    assertThat(run.state()).isEqualTo(RunState.DONE);
    assertThat(run.asked()).isTrue();
    assertThat(ScheduleApi.runs("caught")).hasSize(2);
  }

  @Test
  void aRunEndsWithItsCommitToIceberg() throws SQLException {
    // given
    TestTables.execute(source, "CREATE TABLE lake_rows AS SELECT generate_series(1, 10) AS a");
    ExtractRequest request =
        new ExtractRequest(
            "schedule-source",
            List.of("public.lake_rows"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new IcebergRequest("schedule-target", "lake", true, "append"),
            null,
            null,
            null,
            null);

    // when
    ScheduleApi.create(
        new ScheduleRequest("lake", Duration.ofHours(1), request, null, null, null, null));
    RunView committed = ScheduleApi.awaitEnd("lake", 1);
    IcebergSnapshot snapshot = SyncApi.table(committed.extractId(), "lake_rows").iceberg();
    TestFaults.once(SideEffect.COMMIT_SNAPSHOT, Moment.BEFORE, ErrorCode.STORAGE_REFUSED);
    makeDue("lake", Duration.ZERO);
    RunView refused = ScheduleApi.awaitEnd("lake", 2);

    // then
    assertThat(committed.state()).as("%s", committed).isEqualTo(RunState.DONE);
    assertThat(snapshot.state()).isEqualTo(IcebergSnapshot.State.COMMITTED);
    assertThat(refused.state()).isEqualTo(RunState.FAILED);
    assertThat(refused.errorCode()).isEqualTo(ErrorCode.STORAGE_REFUSED);
    assertThat(refused.error()).startsWith("public.lake_rows: ");
    assertThat(refused.counters().failedTables()).isEqualTo(1);
  }

  @Test
  void aRemovedScheduleLeavesItsExtracts() throws SQLException {
    // given
    TestTables.execute(source, "CREATE TABLE kept AS SELECT generate_series(1, 10) AS a");
    ScheduleApi.create(ScheduleApi.hourly("kept", "schedule-source", "kept", null));
    RunView run = ScheduleApi.awaitEnd("kept", 1);

    // when
    ScheduleApi.remove("kept").then().statusCode(204);

    // then
    ExtractView extract = SyncApi.extract(run.extractId());
    assertThat(extract.tables().getFirst().state()).isEqualTo(TableState.EXTRACTED);
    assertThat(count("SELECT count(*) FROM schedule_run WHERE schedule = 'kept'")).isZero();
  }

  /// What it costs is estimated far too high: the server's default would compile it each time.
  @Test
  void sessionsOfThePoolCompileNothing() throws SQLException {
    try (Connection connection = service.getConnection();
        Statement read = connection.createStatement();
        ResultSet row =
            read.executeQuery("SELECT setting, source FROM pg_settings WHERE name = 'jit'")) {
      row.next();
      assertThat(row.getString("setting")).isEqualTo("off");
      assertThat(row.getString("source")).isEqualTo("session");
    }
  }

  /// What it has locked is somebody else's then: a request to cancel would wait for it without end.
  @Test
  void aSessionOfThePoolThatFreezesInATransactionIsEnded() throws SQLException {
    try (Connection connection = service.getConnection();
        Statement read = connection.createStatement();
        ResultSet row = read.executeQuery("SHOW idle_in_transaction_session_timeout")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("30s");
    }
  }
}
