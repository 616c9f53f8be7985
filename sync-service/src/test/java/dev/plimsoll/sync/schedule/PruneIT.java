package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.testkit.ExtractRequests;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Extracts are forgotten when nobody needs them any more: all of one or nothing, whoever is
/// killed, and never their objects.
@QuarkusTest
@TestProfile(BusyBackground.class)
public final class PruneIT extends PruneFixture {
  @Test
  void theNewestStayAndOfTheOthersTheObjectsDo() throws SQLException {
    // given
    ScheduleApi.create(increments("pruned", "growing"));
    for (int run = 1; run <= 4; run++) {
      if (run > 1) {
        ScheduleApi.act("pruned", "run").then().statusCode(202);
      }
      assertThat(ScheduleApi.awaitEnd("pruned", run).state()).isEqualTo(RunState.DONE);
    }
    List<RunView> runs = ScheduleApi.runs("pruned");
    UUID first = runs.getLast().start().extractId();
    Set<String> objects = Set.copyOf(Bucket.keys(first));
    assertThat(objects).isNotEmpty();

    // when
    int ofToday = extracts.stepsToTheEnd();
    age("schedule = 'pruned'");
    int aged = extracts.stepsToTheEnd();

    // then
    assertThat(ofToday).isZero();
    assertThat(aged).isEqualTo(2);
    assertThat(ScheduleApi.runs("pruned")).extracting(RunView::number).containsExactly(4L, 3L);
    SyncApi.request().get("/api/v1/extracts/" + first).then().statusCode(404);
    assertThat(Set.copyOf(Bucket.keys(first))).isEqualTo(objects);

    // and the next one goes on where the last one was
    ScheduleApi.act("pruned", "run").then().statusCode(202);
    RunView next = ScheduleApi.awaitEnd("pruned", 5);
    assertThat(next.state()).isEqualTo(RunState.DONE);
    assertThat(next.counters()).isNotNull();
    assertThat(next.counters().rowsExtracted()).isZero();
  }

  // Whose extracts are of no use to the history of analyses.
  private static ScheduleRequest increments(String name, String table) {
    return new ScheduleRequest(
        name,
        Duration.ofDays(30),
        ExtractRequests.incremental(
            "prune-source",
            List.of("public." + table),
            null,
            // Nobody at work elsewhere is waited for.
            new IncrementRequest(null, "id", "1", null, null, null)),
        null,
        null,
        null,
        null);
  }

  /// As if some days had passed, and a sweep.
  private void age(String which) throws SQLException {
    extracts.execute(
        """
        UPDATE extract_table SET ended_at = ended_at - interval '3 days'
        WHERE extract_id IN (SELECT id FROM extract WHERE %s)
        """
            .formatted(which),
        """
        UPDATE extract SET started_at = started_at - interval '3 days', swept_at = now() WHERE %s
        """
            .formatted(which));
  }

  @Test
  void runsThatCouldNotBeStartedGoToo() throws SQLException {
    // given
    ScheduleApi.create(increments("unstarted", "other"));
    ScheduleApi.awaitEnd("unstarted", 1);
    for (int number = 2; number <= 6; number++) {
      extracts.execute(
          """
          INSERT INTO schedule_run (id, schedule, number, state, due_at, asked, ended_at, error_code)
          VALUES (gen_random_uuid(), 'unstarted', %d, 'FAILED', now(), false,
                  now() - interval '3 days', 'table-not-found')
          """
              .formatted(number));
    }

    // when / then
    assertThat(extracts.stepsToTheEnd()).isEqualTo(3);
    assertThat(ScheduleApi.runs("unstarted"))
        .extracting(RunView::number)
        .containsExactly(6L, 5L, 1L);
  }

  @Test
  void whatNobodyNeedsIsGoneWithAllThatIsNotedOfIt() throws SQLException {
    // given
    UUID extract = extracts.old("gone", 5, 1);
    extracts.two("gone");

    // when / then
    assertThat(extracts.rowsOf(extract)).isEqualTo(4);
    assertThat(extracts.stepsToTheEnd()).isEqualTo(1);
    assertThat(extracts.rowsOf(extract)).isZero();
  }

  @Test
  void killedInTheMiddleAllOfItIsThere() throws Exception {
    // given
    UUID extract = extracts.old("killed", 5, 1);
    extracts.two("killed");
    try (Connection holder = service.getConnection();
        Statement hold = holder.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("SELECT FROM receipt WHERE extract_id = '" + extract + "' FOR UPDATE");
      CompletableFuture<Integer> step =
          CompletableFuture.supplyAsync(pruner::step, task -> Thread.ofVirtual().start(task));

      // when
      String waiting =
          " FROM pg_stat_activity WHERE datname = current_database()"
              + " AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM receipt%'";
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> extracts.count("SELECT count(*)" + waiting) == 1);
      extracts.execute("SELECT pg_terminate_backend(pid)" + waiting);

      // then
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(step::get)
          .withCauseInstanceOf(PlimsollException.class);
      assertThat(extracts.rowsOf(extract)).isEqualTo(4);
      holder.rollback();
    }
    assertThat(extracts.stepsToTheEnd()).isEqualTo(1);
    assertThat(extracts.rowsOf(extract)).isZero();
  }

  @Test
  void ofManyProcessesOneDoesIt() throws SQLException {
    // given
    extracts.old("turns", 5, 1);
    extracts.two("turns");
    try (Connection other = service.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('plimsoll.sync.prune', 0))");

      // when / then
      assertThat(pruner.step()).isZero();
      other.rollback();
    }
    assertThat(pruner.step()).isEqualTo(1);
  }

  @Test
  void aStepIsNotLongerThanItsRows() throws SQLException {
    // given
    extracts.old("large", 7, 9_000);
    extracts.old("large", 6, 9_000);
    extracts.old("large", 5, 1);
    extracts.two("large");

    // when / then
    assertThat(pruner.step()).isEqualTo(2);
    assertThat(pruner.step()).isEqualTo(1);
    assertThat(pruner.step()).isZero();
  }
}
