package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.Freeze;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A failure that a worker notes late, because it was frozen or is slow, is none of what the table
/// has become meanwhile.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class LateFailureIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int ROWS = 3_200;

  private static TestDatabase source;
  private static TestDatabase target;

  @Inject SyncDatabase own;

  @BeforeAll
  static void databases() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("late_source");
    target = Stack.get().createDatabase("late_target");
  }

  @BeforeEach
  void register() {
    SyncApi.register("late-source", source);
    SyncApi.register("late-target", target);
  }

  /// In several partitions.
  private static ExtractView start(String table) throws SQLException {
    TestTables.execute(
        source,
        TestTables.noise(table, ROWS),
        "ALTER TABLE %s ADD PRIMARY KEY (id)".formatted(table),
        "ANALYZE " + table);
    return SyncApi.start("late-source", List.of("public." + table), "late-target");
  }

  private static void retry(ExtractView extract, String table) {
    SyncApi.retry(extract.id(), new QualifiedName("public", table)).then().statusCode(202);
  }

  private static long rows(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM " + table);
  }

  @Test
  void aLoadThatWasRefusedDoesNotTakeTheTable() throws SQLException {
    // given a worker that is about to be refused, and those of other partitions
    Freeze freeze = Freeze.before(SideEffect.PREPARE_TARGET, ErrorCode.TARGET_OWNED);
    ExtractView extract = start("refused");
    freeze.awaitFrozen();
    await("another worker").atMost(PATIENCE).until(() -> isWaiting() || isOwned("refused"));

    // when
    freeze.thaw();

    // then
    TableView refused = SyncApi.awaitTable(extract.id(), "refused", TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_OWNED);
    await("the others").atMost(PATIENCE).until(() -> !isWaiting());
    assertThat(isOwned("refused")).isFalse();

    // and has it once a person wants that
    retry(extract, "refused");
    SyncApi.awaitTable(extract.id(), "refused", TableState.LOADED);
    assertThat(rows("refused")).isEqualTo(ROWS);
  }

  @Test
  void aWorkerThatHasLostItsLockDoesNotFailWhatAnotherLoads() throws SQLException {
    // given a worker that is about to be refused, and is frozen until its session is ended
    Freeze freeze = Freeze.before(SideEffect.PREPARE_TARGET, ErrorCode.TARGET_OWNED);
    ExtractView extract = start("lost");
    freeze.awaitFrozen();
    await("another worker").atMost(PATIENCE).until(this::endTheSessionOfWhoIsWaitedFor);
    await("another worker's claim").atMost(PATIENCE).until(() -> isOwned("lost"));

    // when
    freeze.thaw();

    // then
    SyncApi.awaitTable(extract.id(), "lost", TableState.LOADED);
    assertThat(rows("lost")).isEqualTo(ROWS);
  }

  private boolean endTheSessionOfWhoIsWaitedFor() {
    return own.ask(
        connection ->
            Sql.of(
                    connection,
                    """
                    SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
                    JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' AND l.granted
                    WHERE a.state = 'idle in transaction'
                      AND (l.classid, l.objid) IN (
                        SELECT w.classid, w.objid FROM pg_locks w
                        WHERE w.locktype = 'advisory' AND NOT w.granted)
                    """)
                .exists());
  }

  /// Whether a worker waits for another that prepares its table.
  private boolean isWaiting() {
    return own.ask(
        connection ->
            Sql.of(
                    connection,
                    """
                    SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                    WHERE l.locktype = 'advisory' AND NOT l.granted
                      AND a.query LIKE '%plimsoll.sync.prepare.%'
                    """)
                .exists());
  }

  private static boolean isOwned(String table) throws SQLException {
    if (TestTables.number(target, "SELECT count(to_regclass('plimsoll.table_owner'))") == 0) {
      return false;
    }
    return TestTables.number(
            target,
            "SELECT count(*) FROM plimsoll.table_owner WHERE table_name = '%s'".formatted(table))
        > 0;
  }

  @Test
  void aTableThatWasRetriedIsNotFailedForWhatWasBefore() throws SQLException {
    // given a worker that is about to fail, of a load that is cancelled and retried meanwhile
    Freeze freeze = Freeze.before(SideEffect.COMMIT_LOAD, ErrorCode.TARGET_MISMATCH);
    ExtractView extract = start("retried");
    freeze.awaitFrozen();
    SyncApi.request().post("/api/v1/extracts/{id}/cancel", extract.id()).then().statusCode(200);
    retry(extract, "retried");

    // when
    freeze.thaw();

    // then
    TableView end =
        SyncApi.awaitTable(
            extract.id(),
            "retried",
            view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED);
    assertThat(end.state()).as("%s", end.failure()).isEqualTo(TableState.LOADED);
    assertThat(rows("retried")).isEqualTo(ROWS);
  }
}
