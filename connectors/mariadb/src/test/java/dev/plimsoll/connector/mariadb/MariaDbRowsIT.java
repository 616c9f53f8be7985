package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
final class MariaDbRowsIT {
  private static final int ROWS = 400_000;
  private static MariaDbDatabase database;

  @BeforeAll
  static void makeTables(MariaDb mariaDb) throws Exception {
    database = mariaDb.createDatabase("streamed");
    database.execute(
        "CREATE TABLE many (id int PRIMARY KEY, v char(100))",
        "INSERT INTO many SELECT seq, repeat('x', 100) FROM seq_1_to_" + ROWS,
        "CREATE TABLE fat (id int PRIMARY KEY, v longblob)",
        "INSERT INTO fat SELECT seq, repeat('x', 10000000) FROM seq_1_to_24");
  }

  private static MariaDbSession session() {
    return new MariaDbConnections(System.getenv())
        .open(database.address(), "plimsoll-sync streamed");
  }

  private static MariaDbTable table(String name) {
    try (MariaDbSession session = session()) {
      return new MariaDbCatalog(session)
          .read(new QualifiedName("streamed", name), UnmappedTypes.REFUSE);
    }
  }

  private static long number(String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void aLostSessionIsNotTakenForTheEnd() throws Exception {
    // given a stream that has begun
    try (WholeTable whole = new MariaDbSource.Whole(session(), table("many"));
        SourceRows rows = whole.rows()) {
      assertThat(rows.next()).isNotNull();

      // when its session is killed
      database.execute(
          "KILL "
              + number(
                  "SELECT id FROM information_schema.processlist WHERE info LIKE '%`many`' AND db = 'streamed'"));

      // then it fails as one that can be tried again
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(
              () -> {
                for (byte[] row = rows.next(); row != null; row = rows.next()) {
                  assertThat(row).isNotEmpty();
                }
              })
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    }
  }

  @Test
  void stoppingEarlyReadsNoMore() throws Exception {
    // given
    long sent =
        number(
            "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'BYTES_SENT'");

    // when
    try (WholeTable whole = new MariaDbSource.Whole(session(), table("fat"));
        SourceRows rows = whole.rows()) {
      assertThat(rows.next()).isNotNull();
    }

    // then most of the 240 MB never left the server
    long more =
        number(
                "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'BYTES_SENT'")
            - sent;
    assertThat(more).isLessThan(100_000_000);
  }

  @Test
  void aReaderThatWaitsForLongerThanTheServersTimeoutsLosesNoRow() throws Exception {
    // given timeouts that end everybody else, and rows that no buffer on the way holds
    database.execute("SET GLOBAL net_write_timeout = 1, GLOBAL max_statement_time = 1");
    try (WholeTable whole = new MariaDbSource.Whole(session(), table("fat"));
        SourceRows rows = whole.rows()) {
      assertThat(rows.next()).isNotNull();

      // when nothing is read for as long as they take
      await().atMost(Duration.ofMinutes(1)).pollDelay(Duration.ofMillis(2_500)).until(() -> true);

      // then
      long read = 1;
      while (rows.next() != null) {
        read++;
      }
      assertThat(read).isEqualTo(24);
    } finally {
      database.execute(
          "SET GLOBAL net_write_timeout = DEFAULT, GLOBAL max_statement_time = DEFAULT");
    }
  }

  @Test
  void largeRowsAreHeldOneAtATime() throws Exception {
    // given
    long before = usedHeap();
    long rows = 0;
    long most = 0;

    // when
    try (WholeTable whole = new MariaDbSource.Whole(session(), table("fat"));
        SourceRows stream = whole.rows()) {
      for (byte[] row = stream.next(); row != null; row = stream.next()) {
        rows++;
        // A look collects garbage of the whole heap, which costs as much as all of the rows.
        if (rows % 12 == 0) {
          most = Math.max(most, usedHeap());
        }
      }
    }

    // then
    assertThat(rows).isEqualTo(24);
    assertThat(most - before).as("more bytes of heap in use").isLessThan(120_000_000);
  }

  /// Whatever other tests have left is in it.
  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
