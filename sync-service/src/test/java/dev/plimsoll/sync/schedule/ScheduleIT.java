package dev.plimsoll.sync.schedule;

import static dev.plimsoll.sync.schedule.ScheduleTables.SOURCE;
import static dev.plimsoll.sync.schedule.ScheduleTables.TARGET;
import static dev.plimsoll.sync.schedule.ScheduleTables.createTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

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
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Extracts by the clock: what a due time begins, what was missed is run once, and what a pause
/// holds.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ScheduleIT {
  @Inject DataSource service;
  private ScheduleTables schedules;

  @BeforeEach
  void register() {
    ScheduleTables.register();
    schedules = new ScheduleTables(service);
  }

  @Test
  void whatEveryRunWouldBeRefusedForIsRefusedWhereItIsSaid() throws SQLException {
    // given a column to follow that may hold NULL
    createTable("nullable");
    TestTables.execute(SOURCE, "ALTER TABLE nullable ALTER changed_at DROP NOT NULL");

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
        SOURCE,
        "UPDATE orders SET note = 'changed', changed_at = clock_timestamp() WHERE id <= 7",
        "INSERT INTO orders VALUES (101, 'new')");
    schedules.makeDue("orders", Duration.ZERO);
    RunView second = ScheduleApi.awaitEnd("orders", 2);

    // then
    assertThat(first.state()).as("%s", first).isEqualTo(RunState.DONE);
    assertThat(first.counters().rowsInserted()).isEqualTo(100);
    assertThat(second.state()).as("%s", second).isEqualTo(RunState.DONE);
    assertThat(second.proven()).isTrue();
    assertThat(second.counters().rowsReplaced()).isEqualTo(7);
    assertThat(second.counters().rowsInserted()).isEqualTo(1);
    assertThat(second.due().asked()).isFalse();
    ScheduleView view = ScheduleApi.view("orders");
    assertThat(view.run()).isEqualTo(second);
    assertThat(view.nextAt()).isEqualTo(second.due().at().plus(Duration.ofHours(1)));
    assertThat(TestTables.number(TARGET, "SELECT count(*) FROM orders WHERE note <> 'as it was'"))
        .isEqualTo(8);
  }

  @Test
  void whatPassedWhileNobodyWasThereIsRunOnce() throws SQLException {
    // given
    ScheduleApi.create(ScheduleApi.hourly("downtime", "schedule-source", "files_only", null));
    ScheduleApi.awaitEnd("downtime", 1);

    // when
    schedules.makeDue("downtime", Duration.ofMinutes(330));
    RunView made = ScheduleApi.awaitEnd("downtime", 2);

    // then
    assertThat(made.due().missed()).isEqualTo(5);
    ScheduleView view = ScheduleApi.view("downtime");
    assertThat(Duration.between(made.due().at(), view.nextAt())).isEqualTo(Duration.ofHours(1));
    assertThat(view.run().number()).isEqualTo(2);
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
    schedules.makeDue("paused", Duration.ofMinutes(150));
    schedules.makeDue("awake", Duration.ZERO);
    ScheduleApi.awaitEnd("awake", 2);
    List<RunView> whilePaused = ScheduleApi.runs("paused");
    boolean nextWhilePaused = ScheduleApi.view("paused").nextAt() != null;
    ScheduleApi.act("paused", "run").then().statusCode(202);
    RunView asked = ScheduleApi.awaitEnd("paused", 2);
    ScheduleApi.act("paused", "resume").then().statusCode(200);

    // then
    assertThat(whilePaused).hasSize(1);
    assertThat(nextWhilePaused).isFalse();
    assertThat(asked.due().asked()).isTrue();
    assertThat(asked.state()).isEqualTo(RunState.DONE);
    ScheduleView resumed = ScheduleApi.view("paused");
    assertThat(resumed.nextAt()).isAfter(asked.due().at());
    assertThat(ScheduleApi.runs("paused")).hasSize(2);
  }

  // The pause comes between the due time and its start: the run is open, and nobody starts it.
  @Test
  void aRunThatAPauseHasCaughtIsStartedWhenSomebodyAsksForOne() throws SQLException {
    // given
    ScheduleApi.create(ScheduleApi.hourly("caught", "schedule-source", "files_only", null));
    ScheduleApi.awaitEnd("caught", 1);
    ScheduleApi.act("caught", "pause").then().statusCode(200);
    schedules.execute(
        "INSERT INTO schedule_run (id, schedule, number, state, due_at, asked) VALUES"
            + " (gen_random_uuid(), 'caught', 2, 'STARTING', now(), false)");

    // when
    ScheduleApi.act("caught", "run").then().statusCode(202);

    // then
    RunView run = ScheduleApi.awaitEnd("caught", 2);
    assertThat(run.state()).isEqualTo(RunState.DONE);
    assertThat(run.due().asked()).isTrue();
    assertThat(ScheduleApi.runs("caught")).hasSize(2);
  }

  @Test
  void aRunEndsWithItsCommitToIceberg() throws SQLException {
    // given
    TestTables.execute(SOURCE, "CREATE TABLE lake_rows AS SELECT generate_series(1, 10) AS a");
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
            new IcebergRequest("schedule-target", "lake", true, "append"));

    // when
    ScheduleApi.create(
        new ScheduleRequest("lake", Duration.ofHours(1), request, null, null, null, null));
    RunView committed = ScheduleApi.awaitEnd("lake", 1);
    IcebergSnapshot snapshot = SyncApi.table(committed.start().extractId(), "lake_rows").iceberg();
    TestFaults.once(SideEffect.COMMIT_SNAPSHOT, Moment.BEFORE, ErrorCode.STORAGE_REFUSED);
    schedules.makeDue("lake", Duration.ZERO);
    RunView refused = ScheduleApi.awaitEnd("lake", 2);

    // then
    assertThat(committed.state()).as("%s", committed).isEqualTo(RunState.DONE);
    assertThat(snapshot.state()).isEqualTo(IcebergSnapshot.State.COMMITTED);
    assertThat(refused.state()).isEqualTo(RunState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.STORAGE_REFUSED);
    assertThat(refused.failure().message()).startsWith("public.lake_rows: ");
    assertThat(refused.counters().failedTables()).isEqualTo(1);
  }

  @Test
  void aRemovedScheduleLeavesItsExtracts() throws SQLException {
    // given
    TestTables.execute(SOURCE, "CREATE TABLE kept AS SELECT generate_series(1, 10) AS a");
    ScheduleApi.create(ScheduleApi.hourly("kept", "schedule-source", "kept", null));
    RunView run = ScheduleApi.awaitEnd("kept", 1);

    // when
    ScheduleApi.remove("kept").then().statusCode(204);

    // then
    ExtractView extract = SyncApi.extract(run.start().extractId());
    assertThat(extract.tables().getFirst().state()).isEqualTo(TableState.EXTRACTED);
    assertThat(schedules.count("SELECT count(*) FROM schedule_run WHERE schedule = 'kept'"))
        .isZero();
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
