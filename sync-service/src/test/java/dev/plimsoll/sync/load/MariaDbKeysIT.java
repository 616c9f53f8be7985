package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
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
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of MariaDB read by ranges of their keys, by several workers, in every shape that keys
/// come in: the same rows at source, in files and at the target.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbKeysIT {
  private static final int ROWS = 6_000;
  private static final List<String> NUMBERED = List.of("dense", "sparse");
  private static final List<String> SHAPES =
      List.of("dense", "sparse", "gap", "composite", "uuids", "names", "days");

  private static MariaDbDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = MariaDb.get().createDatabase("keyed");
    String rows = " FROM seq_1_to_" + ROWS;
    String columns = "note varchar(60) DEFAULT md5(rand()), amount decimal(12,2), ";
    source.execute(
        "CREATE TABLE dense (" + columns + "id bigint PRIMARY KEY)",
        "INSERT INTO dense (id, amount) SELECT seq, seq / 3" + rows,
        "CREATE TABLE sparse (" + columns + "id int PRIMARY KEY)",
        "INSERT INTO sparse (id) SELECT seq * 47 + floor(seq / 100) * 1000" + rows,
        "CREATE TABLE gap (" + columns + "id bigint PRIMARY KEY)",
        "INSERT INTO gap (id) SELECT IF(seq <= 3000, seq, 9000000000000 + seq)" + rows,
        "CREATE TABLE composite ("
            + columns
            + "tenant int, at datetime(3), n varbinary(8),"
            + " PRIMARY KEY (tenant, at, n))",
        "INSERT INTO composite (tenant, at, n) SELECT seq % 13,"
            + " '2024-01-01' + INTERVAL seq % 7 SECOND, unhex(lpad(hex(seq), 6, '0'))"
            + rows,
        "CREATE TABLE uuids (" + columns + "id uuid PRIMARY KEY)",
        "INSERT INTO uuids (id) SELECT uuid()" + rows,
        // Capitals and small letters are one to the key, and so are spaces at the end.
        "CREATE TABLE names (" + columns + "id varchar(60) COLLATE utf8mb4_general_ci PRIMARY KEY)",
        "INSERT INTO names (id) SELECT concat(IF(seq % 2, 'K\u00c9Y ''', 'k\u00e9y \\\\'), reverse(seq),"
            + " repeat(' ', seq % 3))"
            + rows,
        "CREATE TABLE days (" + columns + "day date, n smallint unsigned, PRIMARY KEY (day, n))",
        "SET SESSION sql_mode = ''",
        "INSERT INTO days (day, n) SELECT IF(seq % 5 = 0, '0000-00-00', '2024-01-01' + INTERVAL seq % 90"
            + " DAY), seq"
            + rows,
        "CREATE TABLE moods (mood enum('z', 'a') PRIMARY KEY)",
        "INSERT INTO moods VALUES ('a'), ('z')",
        // Twice what the buffers between the server and one reader take.
        "CREATE TABLE fat (id int PRIMARY KEY, noise longblob)",
        "INSERT INTO fat SELECT seq, concat(random_bytes(1024), random_bytes(1024), random_bytes(1024),"
            + " random_bytes(1024)) FROM seq_1_to_20000",
        "ANALYZE TABLE dense, sparse, gap, composite, uuids, names, days, fat");
  }

  @BeforeEach
  void register() {
    SyncApi.register("keyed", source.address(), DatabaseKind.MARIADB);
  }

  private static ExtractView start(
      String strategy, List<String> tables, String target, int workers) {
    return start(strategy, tables, target, workers, new FilesRequest(null, null, null, "file"));
  }

  private static ExtractView start(
      String strategy, List<String> tables, String target, int workers, FilesRequest files) {
    SyncApi.register(target, Stack.get().createDatabase(target.replace('-', '_')));
    return SyncApi.start(
        new ExtractRequest(
            "keyed",
            tables.stream().map(table -> "keyed." + table).toList(),
            target,
            null,
            new ReadingRequest(strategy, null, workers),
            files,
            null,
            null,
            null));
  }

  @Test
  void everyShapeOfKeyIsReadByRangesAndNoneOfThemIsEmpty() {
    // when
    ExtractView extract = start("keyset", SHAPES, "keyed-keyset", 3);

    // then
    List<TableView> tables = new ArrayList<>();
    for (String shape : SHAPES) {
      tables.add(SyncApi.awaitTable(extract.id(), shape, TableState.LOADED));
    }
    assertThat(tables)
        .allSatisfy(
            table -> {
              assertThat(table.counters().rowsLoaded()).isEqualTo(ROWS);
              assertThat(table.counters().emptyQueries()).isZero();
              assertThat(table.reading().readTasks()).isEqualTo(3);
              assertThat(table.counters().queries()).isEqualTo(3);
            });
    assertThat(SyncApi.awaitReceipt(extract.id()).tables())
        .hasSize(SHAPES.size())
        .allMatch(TableReceipt::equal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed", "early-termination", "adaptive"})
  void theBaselinesReadTheSame(String strategy) {
    // when
    ExtractView extract = start(strategy, NUMBERED, "keyed-" + strategy, 1);

    // then
    for (String shape : NUMBERED) {
      SyncApi.awaitTable(extract.id(), shape, TableState.LOADED);
    }
    assertThat(SyncApi.awaitReceipt(extract.id()).tables()).allMatch(TableReceipt::equal);
  }

  @Test
  void aLostSessionIsGoneOnAfterTheLastAnnouncedRow() throws SQLException {
    // given
    TestFaults.once(
        SideEffect.ANNOUNCE, Moment.AFTER, ErrorCode.CONNECTION_LOST, MariaDbKeysIT::killReaders);
    // After the first of twenty files most rows are still with the server.
    FileSize twentieth = new FileSize(4L << 20, null);

    // when
    ExtractView extract =
        start(
            "keyset",
            List.of("fat"),
            "keyed-fat",
            1,
            new FilesRequest(twentieth, null, null, "file"));
    TableView table = SyncApi.awaitTable(extract.id(), "fat", TableState.LOADED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(table.counters().queries()).isGreaterThan(1);
    assertThat(table.counters().rowsLoaded()).isEqualTo(20_000);
    assertThat(SyncApi.awaitReceipt(extract.id()).tables()).allMatch(TableReceipt::equal);
  }

  private static void killReaders() {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      List<Long> readers = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE id <> connection_id()"
                  + " AND info LIKE '%FROM `keyed`.`fat`%ORDER BY `id`%'")) {
        while (row.next()) {
          readers.add(row.getLong(1));
        }
      }
      assertThat(readers).as("queries of which the server has not yet sent all").isNotEmpty();
      for (long reader : readers) {
        statement.execute("KILL " + reader);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKeyThatIsNotComparedAsItIsOrderedIsStreamed() {
    // when
    ExtractView refused =
        SyncApi.start(SyncApi.by("keyset", "keyed", List.of("keyed.moods"), null));
    ExtractView extract = SyncApi.start("keyed", List.of("keyed.moods"), null);

    // then
    assertThat(SyncApi.table(refused.id(), "moods").failure().message())
        .contains("\"mood\" of its key is not compared as it is ordered");
    TableView streamed = SyncApi.awaitTable(extract.id(), "moods", TableState.EXTRACTED);
    assertThat(streamed.reading().strategy()).isEqualTo("stream");
    assertThat(streamed.counters().rowsExtracted()).isEqualTo(2);
  }
}
