package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Increments of a MariaDB, merged into PostgreSQL: none passes a row that is committed after rows
/// beyond it, whoever is interrupted goes on, and a table that changes goes by the rules.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbIncrementIT {
  private static final String SCHEMA = "growing";
  private static final String READER = "grower";
  private static final String PASSWORD = "grower-password";
  private static final int ROWS = 3_000;

  private static final IncrementRequest BY_ID = IncrementRequest.by("id");
  private static final IncrementRequest BY_TIME = IncrementRequest.by("changed_at");
  private static final Increments INCREMENTS = new Increments("growing", "growing-target", SCHEMA);
  private static final Increments BLIND = new Increments("growing-blind", null, SCHEMA);

  private static MariaDbDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void makeDatabases() throws SQLException {
    FakeLog.get();
    source = MariaDb.get().createDatabase(SCHEMA);
    target = Stack.get().createDatabase("growing_target");
    source.execute(
        "CREATE TABLE something (id int PRIMARY KEY)",
        "CREATE OR REPLACE USER '%s'@'127.0.0.1' IDENTIFIED BY '%s'".formatted(READER, PASSWORD),
        "GRANT SELECT ON %s.* TO '%s'@'127.0.0.1'".formatted(SCHEMA, READER));
  }

  @BeforeEach
  void register() {
    register("growing", source);
    register(
        "growing-blind",
        new MariaDbDatabase(source.host(), source.port(), SCHEMA, READER, PASSWORD));
    SyncApi.register("growing-target", target);
  }

  private static void register(String name, MariaDbDatabase database) {
    SyncApi.register(name, database.address(), DatabaseKind.MARIADB);
  }

  private static void create(String table, int rows) throws SQLException {
    source.execute(
        ("CREATE TABLE %s (region varchar(9) COLLATE utf8mb4_general_ci NOT NULL, id bigint unsigned"
                + " AUTO_INCREMENT, note varchar(40), changed_at timestamp(6) NOT NULL DEFAULT"
                + " current_timestamp(6) ON UPDATE current_timestamp(6), PRIMARY KEY (id, region),"
                + " INDEX (changed_at))")
            .formatted(table),
        "INSERT INTO %s (region, id, note) SELECT elt(1 + seq %% 3, 'eu', 'US', '\u00e4s'), seq, seq FROM seq_1_to_%d"
            .formatted(table, rows));
  }

  // 100 rows and 50 more.
  private static void change(String table) throws SQLException {
    source.execute(
        "UPDATE %s SET note = 'changed' WHERE id <= 100".formatted(table),
        "INSERT INTO %s (region, note) SELECT 'eu', 'new' FROM seq_1_to_50".formatted(table));
  }

  private static void insert(String table) throws SQLException {
    source.execute("INSERT INTO %s (region, note) VALUES ('eu', 'in time')".formatted(table));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void assertEqual(String table) throws SQLException {
    String sql =
        "SELECT concat(count(*), ' ', sum(id), ' ', sum(CASE WHEN note = 'changed' THEN id ELSE 0 END),"
            + " ' ', sum(CASE WHEN note = 'new' THEN id ELSE 0 END)) FROM "
            + SCHEMA
            + "."
            + table;
    assertThat(text(target.connect(), sql)).isEqualTo(text(source.connect(), sql));
  }

  @Test
  void whatIsNewIsMergedAndTheReceiptSaysByWhatNothingIsPassed() throws SQLException {
    // given
    create("merged", ROWS);
    TableView first = INCREMENTS.run("merged", BY_TIME);
    change("merged");

    // when
    ExtractView extract = INCREMENTS.start("merged", BY_TIME);
    TableView second = SyncApi.awaitTable(extract.id(), "merged", TableState.LOADED);

    // then
    assertThat(first.counters().rowsLoaded()).isEqualTo(ROWS);
    assertThat(second.counters().rowsLoaded()).isEqualTo(150);
    assertThat(second.reading().increment().merged().replaced()).isEqualTo(100);
    assertThat(second.reading().increment().merged().inserted()).isEqualTo(50);
    assertThat(second.reading().increment().low()).isEqualTo(first.reading().increment().high());
    assertEqual("merged");
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().rows().source()).isEqualTo(150);
    assertThat(receipt.tables().getFirst().lateCommits()).contains("innodb_trx");
    TableView none = INCREMENTS.run("merged", BY_TIME);
    assertThat(none.counters().rowsExtracted()).isZero();
    assertThat(none.counters().objects()).isZero();
    assertThat(none.counters().queries()).isEqualTo(1);
  }

  @Test
  void theFirstWindowIsReadByRangesAndProven() throws SQLException {
    // given
    create("ranged", ROWS);

    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "growing",
                List.of(SCHEMA + ".ranged"),
                "growing-target",
                null,
                new ReadingRequest(null, null, 3),
                new FilesRequest(null, null, null, "source"),
                null,
                BY_ID,
                null));
    TableView table = SyncApi.awaitTable(extract.id(), "ranged", TableState.LOADED);

    // then
    assertThat(table.reading().readTasks()).isEqualTo(3);
    assertThat(table.counters().emptyQueries()).isZero();
    assertThat(table.reading().increment().high()).isEqualTo(String.valueOf(ROWS));
    assertEqual("ranged");
  }

  @Test
  void aRowThatIsCommittedLateIsNotLost() throws SQLException {
    // given
    create("late", 10);
    INCREMENTS.run("late", BY_ID);
    TableView before;
    try (Connection late = source.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO late (region, note) VALUES ('eu', 'late')");
      insert("late");

      // when
      before = INCREMENTS.run("late", BY_ID);
      late.commit();
    }
    TableView after = INCREMENTS.run("late", BY_ID);

    // then
    assertThat(before.counters().rowsExtracted()).isZero();
    assertThat(before.reading().increment().waitsFor()).contains("12", "transaction of session");
    assertThat(after.reading().increment().waitsFor()).isNull();
    assertThat(after.reading().increment().low()).isEqualTo("10");
    assertThat(after.reading().increment().high()).isEqualTo("12");
    assertEqual("late");
  }

  @Test
  void neitherIsOneThatIsPreparedWhenItsSessionHasGone() throws SQLException {
    // given
    create("prepared", 10);
    INCREMENTS.run("prepared", BY_ID);
    TableView ofSession;
    try (Connection late = source.connect();
        Statement statement = late.createStatement()) {
      statement.execute("XA START 'late'");
      statement.execute("INSERT INTO prepared (region, note) VALUES ('eu', 'late')");
      statement.execute("XA END 'late'");
      statement.execute("XA PREPARE 'late'");
      insert("prepared");
      ofSession = INCREMENTS.run("prepared", BY_ID);
    }

    // when
    TableView ofNobody = INCREMENTS.run("prepared", BY_ID);
    source.execute("XA COMMIT 'late'");
    TableView after = INCREMENTS.run("prepared", BY_ID);

    // then
    assertThat(ofSession.counters().rowsExtracted()).isZero();
    assertThat(ofSession.reading().increment().waitsFor()).contains("12", "transaction of session");
    assertThat(ofNobody.counters().rowsExtracted()).isZero();
    assertThat(ofNobody.reading().increment().waitsFor()).contains("12", "prepared transaction");
    assertThat(after.reading().increment().high()).isEqualTo("12");
    assertThat(after.counters().rowsExtracted()).isEqualTo(2);
    assertEqual("prepared");
  }

  @Test
  void neitherIsOneWhoseStatementHasBegunAndItsTransactionNot() throws Exception {
    // given
    create("gated", 10);
    INCREMENTS.run("gated", BY_TIME);
    TableView before;
    try (Connection gate = source.connect();
        Statement statement = gate.createStatement()) {
      statement.execute("DO get_lock('gate', 10)");
      Thread late =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      source.execute(
                          "INSERT INTO gated (region, note) VALUES ('eu', get_lock('gate', 60))");
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () ->
                  text(
                          source.connect(),
                          "SELECT count(*) FROM information_schema.processlist WHERE state = 'User lock'")
                      .equals("1"));
      insert("gated");

      // when
      before = INCREMENTS.run("gated", BY_TIME);
      statement.execute("DO release_lock('gate')");
      late.join();
    }
    TableView after = INCREMENTS.run("gated", BY_TIME);

    // then
    assertThat(before.counters().rowsExtracted()).isZero();
    assertThat(before.reading().increment().waitsFor()).contains("session");
    assertThat(after.counters().rowsExtracted()).isEqualTo(2);
    assertEqual("gated");
  }

  @Test
  void whatWasSeenBeforeIsReadThoughSomebodyIsAlwaysAtWork() throws SQLException {
    // given
    create("busy", 10);
    INCREMENTS.run("busy", BY_ID);
    TableView waiting;
    TableView read;
    try (Connection first = source.connect();
        Connection second = source.connect();
        Statement ofFirst = first.createStatement();
        Statement ofSecond = second.createStatement()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      ofFirst.execute("INSERT INTO busy (region, note) VALUES ('eu', 'first')");
      insert("busy");
      waiting = INCREMENTS.run("busy", BY_ID);
      ofSecond.execute("INSERT INTO busy (region, note) VALUES ('eu', 'second')");
      insert("busy");
      first.commit();

      // when
      read = INCREMENTS.run("busy", BY_ID);
      second.commit();
    }
    TableView rest = INCREMENTS.run("busy", BY_ID);

    // then
    assertThat(waiting.counters().rowsExtracted()).isZero();
    assertThat(read.reading().increment().high()).isEqualTo("12");
    assertThat(rest.reading().increment().low()).isEqualTo("12");
    assertThat(rest.counters().rowsExtracted()).isEqualTo(2);
    assertEqual("busy");
  }

  @Test
  void aRoleThatDoesNotSeeWhoWritesNeedsALag() throws SQLException {
    // given
    create("unseen", 10);

    // when
    TableView refused = BLIND.runRefused("unseen", BY_TIME);
    IncrementRequest behind = new IncrementRequest(null, "changed_at", "PT1H", null, null, null);
    TableView young = BLIND.run("unseen", behind);
    source.execute("UPDATE unseen SET changed_at = changed_at - INTERVAL 2 HOUR");
    TableView old = BLIND.run("unseen", behind);
    TableView byNumber =
        BLIND.run("unseen", new IncrementRequest(null, "id", "4", null, null, null));

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused.failure().message()).contains("PROCESS", "increment.lag");
    assertThat(young.counters().rowsExtracted()).isZero();
    assertThat(old.counters().rowsExtracted()).isEqualTo(10);
    assertThat(old.reading().increment().lateCommits()).contains("PT1H", "nothing else");
    assertThat(byNumber.reading().increment().high()).isEqualTo("6");
  }

  @ParameterizedTest
  @CsvSource({
    "killed_announcing, ANNOUNCE, AFTER, interrupted",
    "answer_lost, COMMIT_LOAD, AFTER, connection-lost"
  })
  void anIncrementThatIsInterruptedGoesOn(
      String table, SideEffect effect, Moment moment, ErrorCode code) throws SQLException {
    // given
    create(table, ROWS);
    INCREMENTS.run(table, BY_TIME);
    change(table);
    TestFaults.once(effect, moment, code);

    // when
    TableView view = INCREMENTS.run(table, BY_TIME);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertEqual(table);
    assertThat(view.counters().rowsLoaded()).isEqualTo(150);
    assertThat(INCREMENTS.run(table, BY_TIME).counters().rowsExtracted()).isZero();
  }

  @Test
  void anAddedColumnContinuesAndAnyOtherDriftStopsWithTheDifference() throws SQLException {
    // given
    create("drifting", 10);
    INCREMENTS.run("drifting", BY_TIME);
    source.execute("ALTER TABLE drifting ADD COLUMN extra int");
    insert("drifting");

    // when
    TableView omitted =
        INCREMENTS.run(
            "drifting", new IncrementRequest(null, "changed_at", null, "omit", null, null));
    source.execute("UPDATE drifting SET extra = 5 WHERE id <= 3");
    TableView added = INCREMENTS.run("drifting", BY_TIME);
    source.execute("ALTER TABLE drifting ADD COLUMN filled int DEFAULT 7");
    TableView filled = INCREMENTS.runRefused("drifting", BY_TIME);
    source.execute(
        "ALTER TABLE drifting DROP COLUMN filled", "ALTER TABLE drifting MODIFY note varchar(99)");
    TableView altered = INCREMENTS.runRefused("drifting", BY_TIME);

    // then
    assertThat(omitted.counters().rowsLoaded()).isEqualTo(1);
    assertThat(added.reading().increment().addedColumns()).containsExactly("extra");
    assertThat(added.counters().rowsLoaded()).isEqualTo(3);
    assertThat(filled.failure().code()).isEqualTo(ErrorCode.SCHEMA_DRIFT);
    assertThat(filled.failure().message()).contains("\"filled\" integer");
    assertThat(altered.failure().code()).isEqualTo(ErrorCode.SCHEMA_DRIFT);
    assertThat(altered.failure().message()).contains("character varying(99)");
    assertEqual("drifting");
  }

  @Test
  void whatCannotGoInIncrementsIsRefusedWithTheReason() throws SQLException {
    // given
    source.execute(
        "CREATE TABLE unfit (id int PRIMARY KEY, maybe timestamp(6) NULL, second datetime NOT NULL,"
            + " y year NOT NULL)",
        "CREATE TABLE by_mood (mood enum('a') PRIMARY KEY, n int NOT NULL)");

    // then
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("maybe")).failure().message())
        .contains("may hold NULL");
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("second")).failure().message())
        .contains("PT1S");
    assertThat(INCREMENTS.runRefused("unfit", IncrementRequest.by("y")).failure().message())
        .contains("not compared as it is ordered");
    assertThat(INCREMENTS.runRefused("by_mood", IncrementRequest.by("n")).failure().message())
        .contains("\"mood\" of its key");
    assertThat(
            INCREMENTS
                .runRefused("unfit", new IncrementRequest("xmin", null, null, null, null, null))
                .failure()
                .message())
        .contains("do not show who has written them");
  }
}
