package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A table that is read by blocks has the rows of one moment, whatever happens to the source and to
/// the sessions meanwhile: sessions are ended and rows moved while its first file is being told of.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class GenerationIT {
  private static final String END_SESSIONS =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'plimsoll-sync %s%%'
      """;
  // Rows move to other blocks, some go, some come, and what nobody sees is cleared away.
  private static final String[] STIR = {
    "UPDATE moving SET id = id + 1000000 WHERE id % 3 = 0",
    "DELETE FROM moving WHERE id % 3 = 1",
    "INSERT INTO moving SELECT id + 5000000, noise FROM moving WHERE id % 2 = 0",
    "VACUUM moving"
  };

  private static TestDatabase source;
  private TestDatabase target;

  @BeforeAll
  static void startLog() {
    FakeLog.get();
    source = Stack.get().createDatabase("moving_source");
  }

  @BeforeEach
  void makeTable() throws SQLException {
    TestTables.execute(
        source,
        "DROP TABLE IF EXISTS moving",
        TestTables.FAT.formatted("moving"),
        "ALTER TABLE moving ADD PRIMARY KEY (id)");
    target = Stack.get().createDatabase("moving_target");
    SyncApi.register("moving-source", source);
    SyncApi.register("moving-target", target);
  }

  private static ExtractView start(@Nullable String consistency) {
    return SyncApi.start(
        new ExtractRequest(
            "moving-source",
            List.of("public.moving"),
            "moving-target",
            null,
            new ReadingRequest("blocks", consistency, 1),
            null,
            null,
            null,
            null));
  }

  private static long content(TestDatabase database) throws SQLException {
    return TestTables.number(
        database, "SELECT sum(hashtextextended(m::text, 0))::numeric % 1e18 FROM moving m");
  }

  private static void quietly(TestDatabase database, String... statements) {
    try {
      TestTables.execute(database, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rowsAreOfOneMomentThoughTheSourceMovesThem() throws SQLException {
    // given
    long before = content(source);
    TestFaults.once(
        SideEffect.ANNOUNCE, Moment.BEFORE, ErrorCode.CONNECTION_LOST, () -> quietly(source, STIR));

    // when
    ExtractView extract = start(null);
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(content(source)).isNotEqualTo(before);
    assertThat(content(target)).isEqualTo(before);
    assertThat(table.reading().generation()).isEqualTo(1);
    assertThat(table.reading().consistency()).isEqualTo(Consistency.SNAPSHOT);
  }

  @Test
  void aLostSnapshotIsNeverMixedWithAnother() throws SQLException {
    // given
    loseBeforeAnAnnouncement("");

    // when
    ExtractView extract = start(null);
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(content(target)).isEqualTo(content(source));
    assertThat(table.reading().generation()).isEqualTo(2);
    // Nobody has been told of the first generation, and nothing of it is left.
    assertThat(FakeLog.get().appended(table.logTopic()))
        .hasSize((int) table.counters().objects())
        .allMatch(batch -> Bucket.keys(extract.id()).contains(batch.object().key()));
    assertThat(Bucket.keys(extract.id())).hasSize((int) table.counters().objects());
    assertThat(Bucket.uploads(extract.id())).isEmpty();
  }

  @Test
  void whoHasJoinedASnapshotKeepsItWithoutItsHolder() throws SQLException {
    // given
    long before = content(source);
    loseBeforeAnAnnouncement("snapshot");

    // when
    ExtractView extract = start(null);
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(content(target)).isEqualTo(before);
    assertThat(table.reading().generation()).isEqualTo(1);
  }

  @Test
  void askedToBeStrictATableWithoutItsSnapshotFails() throws SQLException {
    // given
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> quietly(source, END_SESSIONS.formatted("")));

    // when
    ExtractView extract = start("strict");
    TableView failed = SyncApi.awaitTable(extract.id(), "moving", TableState.FAILED);
    SyncApi.retry(extract.id(), new QualifiedName("public", "moving")).then().statusCode(202);
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.SNAPSHOT_LOST);
    assertThat(table.reading().generation()).isEqualTo(2);
    assertThat(content(target)).isEqualTo(content(source));
  }

  @Test
  void noSnapshotIsHeldLongerThanItsTableIsRead() throws SQLException {
    // when
    ExtractView extract = start(null);
    SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                TestTables.number(
                    source,
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'plimsoll-sync snapshot%'"),
            sessions -> sessions == 0);
  }

  /// @param sessions of the source that end, by their application's name
  private static void loseBeforeAnAnnouncement(String sessions) {
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          quietly(source, STIR);
          quietly(source, END_SESSIONS.formatted(sessions));
        });
  }
}
