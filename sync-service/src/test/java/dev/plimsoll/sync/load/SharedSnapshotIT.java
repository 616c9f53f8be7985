package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
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
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.LongStatement;
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
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A table of MariaDB that several workers read has the rows of one moment, where its role may take
/// the lock for that; else each range has, and it is said which.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class SharedSnapshotIT {
  private static final String READER = "moment_reader";
  private static final String PASSWORD = "of the reader";
  // Rows go to other ranges, some go, some come.
  private static final String[] STIR = {
    "UPDATE moving SET id = id + 1000000 WHERE id % 3 = 0",
    "DELETE FROM moving WHERE id % 3 = 1",
    "INSERT INTO moving SELECT id + 5000000, noise FROM moving WHERE id % 2 = 0"
  };

  private MariaDbDatabase source;
  private TestDatabase target;

  @BeforeEach
  void makeTable() throws SQLException {
    FakeLog.get();
    source = MariaDb.get().createDatabase("moving");
    source.execute(
        "CREATE TABLE moving (id int PRIMARY KEY, noise varbinary(4096))",
        "INSERT INTO moving SELECT seq, concat(random_bytes(1024), random_bytes(1024),"
            + " random_bytes(1024), random_bytes(1024)) FROM seq_1_to_10000",
        "CREATE TABLE held (id int PRIMARY KEY)",
        "INSERT INTO held VALUES (1), (2)",
        "ANALYZE TABLE moving",
        "CREATE OR REPLACE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(READER, PASSWORD),
        "GRANT SELECT ON moving.* TO '%s'@'%%'".formatted(READER));
    target = Stack.get().createDatabase("moving_from_mariadb");
    register("moving", source);
    register(
        "moving-reader",
        new MariaDbDatabase(source.host(), source.port(), "moving", READER, PASSWORD));
    SyncApi.register("moving-from-mariadb", target);
  }

  private static void register(String name, MariaDbDatabase database) {
    SyncApi.register(name, database.address(), DatabaseKind.MARIADB);
  }

  private static ExtractView start(
      String from, @Nullable String strategy, @Nullable String consistency) {
    return SyncApi.start(
        new ExtractRequest(
            from,
            List.of("moving.moving"),
            "moving-from-mariadb",
            null,
            new ReadingRequest(strategy, consistency, 2),
            new FilesRequest(null, null, null, "file"),
            null,
            null,
            null));
  }

  private String atSource() throws SQLException {
    return text(
        "SELECT concat(count(*), ' ', sum(id), ' ',"
            + " cast(sum(conv(substr(md5(noise), 1, 8), 16, 10)) AS decimal(30))) FROM moving");
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private String atTarget() throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT concat(count(*), ' ', sum(id), ' ',"
                    + " sum(('x' || lpad(left(md5(noise), 8), 16, '0'))::bit(64)::bigint)) FROM moving.moving")) {
      row.next();
      return row.getString(1);
    }
  }

  private void quietly(String... statements) {
    try {
      source.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void killReaders() {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      List<Long> ids = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE db = 'moving' AND id <> CONNECTION_ID()")) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
      for (long id : ids) {
        statement.execute("KILL " + id);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rowsAreOfOneMomentThoughTheSourceMovesThem() throws SQLException {
    // given
    String before = atSource();
    TestFaults.once(
        SideEffect.ANNOUNCE, Moment.BEFORE, ErrorCode.CONNECTION_LOST, () -> quietly(STIR));

    // when
    ExtractView extract = start("moving", null, "strict");
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(atSource()).isNotEqualTo(before);
    assertThat(atTarget()).isEqualTo(before);
    assertThat(table.reading().strategy()).isEqualTo("keyset");
    // An idle reader may have taken over the end of a range, at the same moment.
    assertThat(table.reading().readTasks()).isGreaterThan(1);
    assertThat(table.reading().generation()).isEqualTo(1);
    assertThat(table.reading().consistency()).isEqualTo(Consistency.SNAPSHOT);
    // No session is held longer than its table is read.
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> text("SELECT count(*) FROM information_schema.processlist WHERE db = 'moving'"),
            "1"::equals);
  }

  /// Where everything was read before the readers were ended, there was nothing to be lost.
  @Test
  void aLostMomentIsNeverMixedWithAnother() throws SQLException {
    for (int extracts = 1; !losesItsMoment(); extracts++) {
      assertThat(extracts).as("extracts that kept their moment").isLessThan(8);
      makeTable();
    }
  }

  private boolean losesItsMoment() throws SQLException {
    // given
    String before = atSource();
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () -> {
          quietly(STIR);
          killReaders();
        });

    // when
    ExtractView extract = start("moving", "keyset", null);
    TableView table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    boolean lost = table.reading().generation() > 1;
    assertThat(atTarget()).isEqualTo(lost ? atSource() : before);
    assertThat(table.reading().generation()).isLessThanOrEqualTo(2);
    assertThat(table.reading().consistency()).isEqualTo(Consistency.SNAPSHOT);
    assertThat(FakeLog.get().appended(table.logTopic())).hasSize((int) table.counters().objects());
    assertThat(Bucket.keys(extract.id())).hasSize((int) table.counters().objects());
    return lost;
  }

  @Test
  void behindALongStatementEachRangeHasItsOwnMomentAndItIsSaid() throws Exception {
    // given
    TableView table;
    try (LongStatement _ = new LongStatement(source, "held")) {
      // when
      ExtractView extract = start("moving", "keyset", null);
      table = SyncApi.awaitTable(extract.id(), "moving", TableState.LOADED);
    }

    // then
    assertThat(table.reading().consistency()).isEqualTo(Consistency.RANGE);
    assertThat(table.reading().why())
        .contains("each range at a moment of its own", "given up after 1 s", "of session");
    assertThat(atTarget()).isEqualTo(atSource());
  }

  @Test
  void withoutTheRightEachRangeHasItsOwnMomentUnlessItMustNot() {
    // when
    ExtractView byRange = start("moving-reader", "keyset", null);
    TableView loaded = SyncApi.awaitTable(byRange.id(), "moving", TableState.LOADED);
    ExtractView strict = start("moving-reader", "keyset", "strict");

    // then
    assertThat(loaded.reading().consistency()).isEqualTo(Consistency.RANGE);
    assertThat(loaded.reading().generation()).isEqualTo(1);
    assertThat(SyncApi.awaitReceipt(byRange.id()).tables())
        .allMatch(table -> table.equal() && table.consistency() == Consistency.RANGE);
    TableView refused = SyncApi.table(strict.id(), "moving");
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused.failure().message()).contains("GRANT RELOAD ON *.*", "ask for stream");
    TableView streamed =
        SyncApi.table(
            SyncApi.start(
                    new ExtractRequest(
                        "moving-reader",
                        List.of("moving.moving"),
                        null,
                        null,
                        new ReadingRequest(null, "strict", null),
                        null,
                        null,
                        null,
                        null))
                .id(),
            "moving");
    assertThat(streamed.reading().strategy()).isEqualTo("stream");
  }
}
