package dev.plimsoll.sync.schedule;

import static dev.plimsoll.sync.schedule.ScheduleTables.SOURCE;
import static dev.plimsoll.sync.schedule.ScheduleTables.createTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Extracts by the clock: each due time begins one run, whichever process is killed and however
/// many look, and no run overlaps another.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ScheduledOnceIT {
  @Inject DataSource service;
  @Inject RunSteps turns;
  private ScheduleTables schedules;

  @BeforeEach
  void register() {
    ScheduleTables.register();
    schedules = new ScheduleTables(service);
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
    TestTables.execute(SOURCE, "CREATE TABLE " + table + " AS SELECT generate_series(1, 10) AS a");
    TestFaults.once(SideEffect.START_RUN, moment, code);

    // when
    ScheduleApi.create(ScheduleApi.hourly(table, "schedule-source", table, null));
    RunView run = ScheduleApi.awaitEnd(table, 1);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(run.state()).as("%s", run).isEqualTo(RunState.DONE);
    assertThat(run.start().attempts()).isEqualTo(attempts);
    assertThat(run.failure()).isNull();
    assertThat(schedules.extractsOf(table)).isEqualTo(1);
  }

  // Planning an increment waits two seconds for who is at work at the SOURCE, and a claim is for
  // one.
  @Test
  void aStartThatTakesLongIsLeftToWhoIsAtIt() throws SQLException {
    // given
    createTable("lengthy");
    try (Connection atWork = SOURCE.connect()) {
      atWork.setAutoCommit(false);
      try (Statement statement = atWork.createStatement()) {
        statement.execute("INSERT INTO lengthy VALUES (101, 'late')");
      }

      // when
      ScheduleApi.create(
          ScheduleApi.hourly("lengthy", "schedule-source", "lengthy", "schedule-target"));
      RunView run = ScheduleApi.awaitRun("lengthy", 1, each -> each.start().at() != null);

      // then
      assertThat(run.start().attempts()).isEqualTo(1);
      assertThat(Duration.between(run.due().at(), run.start().at()))
          .isGreaterThan(Duration.ofSeconds(1));
    }
    assertThat(ScheduleApi.awaitEnd("lengthy", 1).state()).isEqualTo(RunState.DONE);
    assertThat(schedules.extractsOf("lengthy")).isEqualTo(1);
  }

  @Test
  void manyProcessesTakeEachDueTimeOnce() throws Exception {
    // given
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "many-" + i).toList();
    for (String name : names) {
      ScheduleApi.create(ScheduleApi.hourly(name, "schedule-source", "no_such_table", null));
      ScheduleApi.awaitEnd(name, 1);
    }
    schedules.makeDue("many-%", Duration.ofMinutes(90));

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
      assertThat(run.due().missed()).isEqualTo(1);
      assertThat(run.due().skipped()).isZero();
      assertThat(run.failure().code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
      assertThat(run.failure().fix()).isEqualTo(ErrorCode.TABLE_NOT_FOUND.fix());
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
    TestTables.execute(SOURCE, "CREATE TABLE raced AS SELECT generate_series(1, 10) AS a");
    ScheduleApi.create(ScheduleApi.hourly("raced", "schedule-source", "raced", null));
    ScheduleApi.awaitEnd("raced", 1);
    ScheduleApi.act("raced", "pause").then().statusCode(200);
    // Caught by the pause before its start, so that nobody else claims it.
    UUID id = UUID.randomUUID();
    schedules.execute(
        "INSERT INTO schedule_run (id, schedule, number, state, due_at, asked) VALUES ('"
            + id
            + "', 'raced', 2, 'STARTING', now(), false)");
    String request = Json.write(ScheduleApi.view("raced").extract());

    // when
    try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int attempt = 1; attempt <= 4; attempt++) {
        RunStore.ToStart run = new RunStore.ToStart(id, "raced", 2, attempt, request, false);
        processes.execute(() -> turns.start(run));
      }
    }

    // then
    assertThat(ScheduleApi.awaitEnd("raced", 2).state()).isEqualTo(RunState.DONE);
    assertThat(schedules.extractsOf("raced")).isEqualTo(2);
  }

  @Test
  void aRunNeverOverlapsItself() throws SQLException {
    // given
    createTable("slow");
    SyncApi.register("schedule-silent", SOURCE);
    FakeLog.get().beSilentFor("schedule-silent");
    ScheduleApi.create(ScheduleApi.hourly("slow", "schedule-silent", "slow", "schedule-target"));
    RunView running = ScheduleApi.awaitRun("slow", 1, run -> run.state() == RunState.RUNNING);

    // when
    schedules.makeDue("slow", Duration.ofMinutes(61));
    RunView skipped = ScheduleApi.awaitRun("slow", 1, run -> run.due().skipped() > 0);
    ScheduleApi.act("slow", "run")
        .then()
        .statusCode(409)
        .body("detail", containsString("run 1 of slow is under way"));
    SyncApi.request().post("/api/v1/extracts/" + running.start().extractId() + "/cancel");
    RunView ended = ScheduleApi.awaitEnd("slow", 1);

    // then
    assertThat(skipped.due().skipped()).isEqualTo(2);
    assertThat(ended.state()).isEqualTo(RunState.FAILED);
    assertThat(ended.failure().code()).isEqualTo(ErrorCode.EXTRACT_CANCELLED);
    assertThat(ended.failure().message()).startsWith("public.slow: ");
    assertThat(ScheduleApi.runs("slow")).hasSize(1);
    assertThat(schedules.extractsOf("slow")).isEqualTo(1);
  }
}
