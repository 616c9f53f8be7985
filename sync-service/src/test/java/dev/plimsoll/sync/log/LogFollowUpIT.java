package dev.plimsoll.sync.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What does not come from the log is asked for, and what nobody needs of it any more is ended.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class LogFollowUpIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final FakeLog LOG = FakeLog.get();

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void tables() throws SQLException {
    source = Stack.get().createDatabase("look_source");
    target = Stack.get().createDatabase("look_target");
    TestTables.execute(
        source,
        "CREATE TABLE missed (a int PRIMARY KEY)",
        "INSERT INTO missed VALUES (1), (2)",
        "CREATE TABLE gone (a int PRIMARY KEY)",
        "INSERT INTO gone VALUES (1)",
        "CREATE TABLE done (a int PRIMARY KEY)",
        "INSERT INTO done VALUES (1)");
    LOG.beSilentFor("silent-look");
  }

  @BeforeEach
  void register() {
    SyncApi.register("silent-look", source);
    SyncApi.register("heard-look", source);
    SyncApi.register("look-target", target);
  }

  private static BatchAppended awaitAnnounced(ExtractView extract, String table) {
    String topic = SyncApi.table(extract.id(), table).logTopic();
    return await()
        .atMost(PATIENCE)
        .until(() -> LOG.appended(topic), batches -> !batches.isEmpty())
        .getFirst();
  }

  @Test
  void aCommitThatNeverCameIsTakenFromTheLog() throws SQLException {
    // given
    ExtractView extract = SyncApi.start("silent-look", List.of("public.missed"), "look-target");
    BatchAppended batch = awaitAnnounced(extract, "missed");

    // when
    FakeLogApi.has(
        batch.topic(), batch.partition(), new LogFetch(List.of(FakeLog.commit(batch, 0)), 2, 0, 2));

    // then
    SyncApi.awaitTable(extract.id(), "missed", TableState.LOADED);
    assertThat(TestTables.number(target, "SELECT count(*) FROM missed")).isEqualTo(2);
  }

  @Test
  void recordsThatTheLogHasNoMoreFailTheirTable() {
    // given
    ExtractView extract = SyncApi.start("silent-look", List.of("public.gone"), "look-target");
    BatchAppended batch = awaitAnnounced(extract, "gone");

    // when
    FakeLogApi.refuses(
        batch.topic(), batch.partition(), ErrorCode.OFFSET_OUT_OF_RANGE, "the log begins at 7");

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "gone", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.LOG_REFUSED);
    assertThat(failed.failure().message())
        .contains(batch.topic() + " from offset 0 on: the log begins at 7");
  }

  @Test
  void theTopicOfALoadedTableIsDeletedAfterAWhile() {
    // given
    ExtractView extract = SyncApi.start("heard-look", List.of("public.done"), "look-target");
    TableView loaded = SyncApi.awaitTable(extract.id(), "done", TableState.LOADED);

    // then
    await().atMost(PATIENCE).until(() -> FakeLogApi.wasToldToDelete(loaded.logTopic()));
  }
}
