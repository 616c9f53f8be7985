package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A target that is taken away in the middle of its load: what does not pass ends under a code,
/// what may pass is waited for.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class LostTargetIT {
  private static final FakeLog LOG = FakeLog.get();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static TestDatabase source;

  @BeforeAll
  static void table() throws SQLException {
    source = Stack.get().createDatabase("lost_source");
    TestTables.execute(
        source,
        """
        CREATE TABLE parcels AS
        SELECT i AS id, md5(i::text) AS text, md5((-i)::text) AS more
        FROM generate_series(1, 60000) i
        """,
        "ALTER TABLE parcels ADD PRIMARY KEY (id)",
        "ANALYZE");
    LOG.beSilentFor("lost-source");
  }

  /// An extract of which one batch is loaded, and the commits of the others.
  private record HalfLoaded(ExtractView extract, TestDatabase target, List<BatchAppended> rest) {
    void commitTheRest() {
      Map<Integer, Long> offsets = new HashMap<>();
      for (BatchAppended batch : LOG.appended(rest.getFirst().topic())) {
        long base = offsets.merge(batch.partition(), batch.recordCount(), Long::sum);
        if (rest.contains(batch)) {
          LOG.send(FakeLog.commit(batch, base - batch.recordCount()));
        }
      }
    }

    TableView awaitFailure() {
      return SyncApi.awaitTable(extract.id(), "parcels", TableState.FAILED);
    }
  }

  private static HalfLoaded halfLoaded(String name) {
    TestDatabase target = Stack.get().createDatabase(name);
    SyncApi.register("lost-source", source);
    SyncApi.register(name, target);
    // However the ranges are shared, a row group is a file.
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "lost-source",
                List.of("public.parcels"),
                name,
                null,
                null,
                new FilesRequest(new FileSize(1L << 20, null), null, null, null),
                null,
                null,
                null));
    TableView extracted = SyncApi.awaitTable(extract.id(), "parcels", TableState.EXTRACTED);
    List<BatchAppended> batches =
        await()
            .atMost(PATIENCE)
            .until(
                () -> LOG.appended(extracted.logTopic()),
                all -> all.size() == extracted.counters().objects());
    assertThat(batches).as("several batches").hasSizeGreaterThan(1);
    LOG.send(FakeLog.commit(batches.getFirst(), 0));
    SyncApi.awaitTable(
        extract.id(),
        "parcels",
        table -> table.counters().rowsLoaded() == batches.getFirst().recordCount());
    return new HalfLoaded(extract, target, batches.subList(1, batches.size()));
  }

  @Test
  void aDroppedDatabaseFailsTheTable() throws SQLException {
    // given
    HalfLoaded load = halfLoaded("lost_database");

    // when
    administer("DROP DATABASE lost_database WITH (FORCE)");
    load.commitTheRest();

    // then
    TableView failed = load.awaitFailure();
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.DATABASE_NOT_FOUND);
    assertThat(failed.failure().message()).contains("lost_database");

    // and when there is another one by its name, its offsets are missed
    Stack.get().createDatabase("lost_database");
    SyncApi.retry(load.extract().id(), new QualifiedName("public", "parcels"))
        .then()
        .statusCode(202);
    assertThat(load.awaitFailure().failure()).isNotNull();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(load.awaitFailure().failure().code())
                    .isEqualTo(ErrorCode.TARGET_REPLACED));
  }

  @Test
  void aDroppedTableFailsTheTable() throws SQLException {
    // given
    HalfLoaded load = halfLoaded("lost_table");

    // when
    TestTables.execute(load.target(), "DROP TABLE parcels");
    load.commitTheRest();

    // then
    TableView failed = load.awaitFailure();
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.TARGET_REPLACED);
    assertThat(failed.failure().message())
        .contains("public.parcels or its offsets are gone from the target");
  }

  @Test
  void offsetsThatSomebodyDeletedFailTheTable() throws SQLException {
    // given
    HalfLoaded load = halfLoaded("lost_offsets");

    // when
    TestTables.execute(load.target(), "DELETE FROM plimsoll.load_offset");
    load.commitTheRest();

    // then it is not taken for one that another process is at
    TableView failed = load.awaitFailure();
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.TARGET_REPLACED);
    assertThat(failed.failure().message()).contains("the target knows no offset of partition");
  }

  @Test
  void aChangedColumnFailsTheTable() throws SQLException {
    // given
    HalfLoaded load = halfLoaded("lost_column");

    // when
    TestTables.execute(load.target(), "ALTER TABLE parcels DROP COLUMN more");
    load.commitTheRest();

    // then
    assertThat(load.awaitFailure().failure().code()).isEqualTo(ErrorCode.TARGET_MISMATCH);
  }

  @Test
  void aTargetThatDoesNotAnswerIsWaitedForHoweverLong() throws SQLException {
    // given a target that lets nobody in
    HalfLoaded load = halfLoaded("lost_door");
    administer("ALTER DATABASE lost_door WITH ALLOW_CONNECTIONS false");
    administer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lost_door'");

    // when all its attempts are over several times
    load.commitTheRest();
    long loaded = SyncApi.table(load.extract().id(), "parcels").counters().rowsLoaded();
    await()
        .during(Duration.ofSeconds(6))
        .atMost(PATIENCE)
        .until(
            () ->
                SyncApi.table(load.extract().id(), "parcels").state() != TableState.FAILED
                    && SyncApi.table(load.extract().id(), "parcels").counters().rowsLoaded()
                        == loaded);

    // then it goes on where it stood once it is let in
    administer("ALTER DATABASE lost_door WITH ALLOW_CONNECTIONS true");
    SyncApi.awaitTable(load.extract().id(), "parcels", TableState.LOADED);
    assertThat(TestTables.number(load.target(), "SELECT count(*) FROM parcels")).isEqualTo(60_000);
    assertThat(SyncApi.awaitReceipt(load.extract().id()).proven()).isTrue();
  }

  /// From another database of the same server.
  private static void administer(String sql) throws SQLException {
    TestTables.execute(source, sql);
  }
}
