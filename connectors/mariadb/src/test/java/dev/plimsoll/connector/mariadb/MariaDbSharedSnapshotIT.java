package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SnapshotLostException;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.LongStatement;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(MariaDbExtension.class)
final class MariaDbSharedSnapshotIT {
  private static final int ROWS = 50_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final QualifiedName TABLE = new QualifiedName("moments", "stirred");
  private static final MariaDbConnections CONNECTOR = new MariaDbConnections(System.getenv());

  private MariaDbDatabase database;

  @BeforeEach
  void table(MariaDb mariaDb) throws SQLException {
    database = mariaDb.createDatabase("moments");
    database.execute(
        "CREATE TABLE stirred (id int PRIMARY KEY, v char(200))",
        "INSERT INTO stirred SELECT seq, repeat('x', 200) FROM seq_1_to_" + ROWS,
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO other VALUES (1), (2)");
  }

  private MariaDbSharedSnapshot take(DatabaseAddress address) {
    return MariaDbSharedSnapshot.take(CONNECTOR, address, "plimsoll-sync moment", 2, PATIENCE);
  }

  private List<Column> columns() {
    try (MariaDbSession session = CONNECTOR.open(database.address(), "plimsoll-sync plan")) {
      return new MariaDbCatalog(session).read(TABLE, UnmappedTypes.REFUSE).columns();
    }
  }

  private PlannedTable planned() {
    return new PlannedTable(
        TABLE, TableStructure.unordered(false, columns()).readBy(List.of("id")), null);
  }

  private KeySession open(MariaDbSharedSnapshot moment) {
    return Sources.SOURCE.keys(
        new TableAccess(
            database.address(), "plimsoll-sync moment", planned(), moment, false, () -> false));
  }

  private static long count(KeySession session, ReadRange range) throws SQLException, IOException {
    long count = 0;
    try (SourceRows rows = session.rows(range, List.of())) {
      while (rows.next() != null) {
        count++;
      }
    }
    return count;
  }

  @Test
  void allSessionsSeeWhatWasThereBeforeOthersWroteAndNoneWaits() throws Exception {
    try (MariaDbSharedSnapshot moment = take(database.address())) {
      // when
      database.execute(
          "DELETE FROM stirred WHERE id % 3 = 0",
          "UPDATE stirred SET id = id + 1000000 WHERE id % 3 = 1",
          "INSERT INTO stirred VALUES (0, 'new')");

      // then
      try (KeySession one = open(moment);
          KeySession two = open(moment)) {
        assertThat(count(one, new ReadRange(null, "20001"))).isEqualTo(20_000);
        assertThat(count(two, new ReadRange("20001", null))).isEqualTo(ROWS - 20_000);
      }
      assertThat(moment.isLost()).isFalse();
    }
  }

  @Test
  void aReadingThatIsStoppedKeepsItsMoment() throws Exception {
    try (MariaDbSharedSnapshot moment = take(database.address())) {
      // given
      database.execute("DELETE FROM stirred WHERE id > 10");
      for (int i = 0; i < 3; i++) {
        // when
        try (KeySession session = open(moment);
            SourceRows rows = session.rows(new ReadRange(null, null), List.of())) {
          assertThat(rows.next()).isNotNull();
        }
      }

      // then
      try (KeySession one = open(moment);
          KeySession two = open(moment)) {
        assertThat(count(one, new ReadRange(null, null))).isEqualTo(ROWS);
        assertThat(two.isBefore(List.of("11"), "12")).isTrue();
      }
    }
  }

  @Test
  void sessionsThatEndAreNotLentAgain() throws Exception {
    try (MariaDbSharedSnapshot moment = take(database.address())) {
      // when
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement();
          var row =
              statement.executeQuery(
                  "SELECT group_concat(id) FROM information_schema.processlist WHERE db = 'moments'"
                      + " AND id <> CONNECTION_ID()")) {
        row.next();
        for (String id : row.getString(1).split(",", -1)) {
          database.execute("KILL " + id);
        }
      }
      moment.keepAlive();

      // then
      assertThat(moment.isLost()).isTrue();
      assertThatExceptionOfType(SnapshotLostException.class).isThrownBy(() -> open(moment));
    }
  }

  @Test
  void theLockIsGivenUpBehindALongStatementWhichIsNamedAndNothingIsLeftBehind() throws Exception {
    // given
    try (LongStatement _ = new LongStatement(database, "other")) {
      // when
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(() -> take(database.address()))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_LOST))
          .withMessageContaining("given up after 1 s: the longest statement is of session");
    }

    // then nobody waits for it any more
    database.execute("INSERT INTO other VALUES (3)");
  }

  @Test
  void whoMayNotLockIsToldSo() throws SQLException {
    // given
    database.execute(
        "CREATE OR REPLACE USER 'moments_reader'@'%' IDENTIFIED BY 'of the reader'",
        "GRANT SELECT ON moments.* TO 'moments_reader'@'%'");
    DatabaseAddress address =
        new MariaDbDatabase(
                database.host(), database.port(), "moments", "moments_reader", "of the reader")
            .address();

    // then
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> take(address))
        .withMessageContaining("lacks RELOAD");
    try (MariaDbSession reader = CONNECTOR.open(address, "plimsoll-sync plan");
        MariaDbSession all = CONNECTOR.open(database.address(), "plimsoll-sync plan")) {
      assertThat(MariaDbSharedSnapshot.isPermitted(reader)).isFalse();
      assertThat(MariaDbSharedSnapshot.isPermitted(all)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GRANT ALL PRIVILEGES ON *.* TO `a`@`%` WITH GRANT OPTION | true",
        "GRANT SELECT, RELOAD, PROCESS ON *.* TO `a`@`%` | true",
        "GRANT FLUSH_TABLES ON *.* TO `a`@`%` | true",
        "GRANT ALL PRIVILEGES ON `shop`.* TO `a`@`%` | false",
        "GRANT SELECT ON *.* TO `RELOAD`@`%` | false",
        "GRANT `role` TO `a`@`%` | false",
      })
  void aGlobalRightIsWhatItTakes(String grant, boolean enough) {
    assertThat(MariaDbSharedSnapshot.grantsLock(grant)).isEqualTo(enough);
  }
}
