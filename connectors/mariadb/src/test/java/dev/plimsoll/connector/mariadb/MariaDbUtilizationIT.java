package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.connector.source.ServerUtilization;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.MariaDbWork;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Looked at by a role that may read a table and has no other right.
@ExtendWith(MariaDbExtension.class)
final class MariaDbUtilizationIT {
  private static final MariaDbConnections CONNECTOR = new MariaDbConnections(System.getenv());
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String READER = "load_reader";
  private static final String PASSWORD = "of the reader";

  private MariaDbDatabase database;

  @BeforeEach
  void table(MariaDb mariaDb) throws SQLException {
    database = mariaDb.createDatabase("loads");
    database.execute(
        "CREATE TABLE one (id int PRIMARY KEY)",
        "INSERT INTO one VALUES (1)",
        "CREATE OR REPLACE USER '%s'@'%%' IDENTIFIED BY '%s' WITH MAX_USER_CONNECTIONS 7"
            .formatted(READER, PASSWORD),
        "GRANT SELECT ON loads.* TO '%s'@'%%'".formatted(READER));
  }

  private MariaDbSession reader() {
    return CONNECTOR.open(
        new MariaDbDatabase(database.host(), database.port(), "loads", READER, PASSWORD).address(),
        "plimsoll-sync plan");
  }

  private static int busy(MariaDbSession session) {
    return MariaDbUtilization.look(session).busy();
  }

  @Test
  void seesWhoComputesThoughItMayNotSeeWhoItIs() throws SQLException {
    try (MariaDbSession looking = reader();
        MariaDbWork one = new MariaDbWork(database, MariaDbWork.ENDLESS);
        MariaDbWork another = new MariaDbWork(database, MariaDbWork.ENDLESS)) {
      // then
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(busy(looking)).isEqualTo(2));

      // when
      one.close();

      // then
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(busy(looking)).isEqualTo(1));
      another.close();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(busy(looking)).isZero());
    }
  }

  @Test
  void whoWaitsForARowOrForAClientLeavesTheCoresToOthers() throws SQLException {
    try (MariaDbSession looking = reader();
        Connection holding = database.connect();
        Statement hold = holding.createStatement()) {
      // given
      holding.setAutoCommit(false);
      hold.executeQuery("SELECT id FROM one FOR UPDATE").close();

      // when
      try (MariaDbWork _ = new MariaDbWork(database, "SELECT id FROM one FOR UPDATE")) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(number("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"))
                        .isEqualTo(1));

        // then
        assertThat(number("SHOW GLOBAL STATUS LIKE 'Threads_running'")).isEqualTo(2);
        assertThat(busy(looking)).isZero();
      }
      holding.rollback();
    }
  }

  @Test
  void theSchedulerOfEventsIsNobodyAtWork() throws SQLException {
    try (MariaDbSession looking = reader()) {
      // given
      database.execute("SET GLOBAL event_scheduler = ON");

      // when / then
      try {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(number("SHOW GLOBAL STATUS LIKE 'Threads_running'")).isEqualTo(2));
        assertThat(busy(looking)).isZero();
      } finally {
        database.execute("SET GLOBAL event_scheduler = OFF");
      }
    }
  }

  @Test
  void countsTheConnectionsThatARoleOrTheServerHasLeft() throws SQLException {
    // given
    try (MariaDbSession looking = reader();
        MariaDbSession other = reader();
        MariaDbSession superuser = CONNECTOR.open(database.address(), "plimsoll-sync plan")) {
      // when / then
      assertThat(MariaDbUtilization.look(looking).connections()).isEqualTo(5);
      assertThat(MariaDbUtilization.look(superuser).connections())
          .isEqualTo((int) (number("SELECT 0, @@max_connections") - connected()));
      other.close();
    }
  }

  // Without the session that asks.
  private long connected() throws SQLException {
    return number("SHOW GLOBAL STATUS LIKE 'Threads_connected'") - 1;
  }

  @Test
  void knowsTheCoresOfTheServer() {
    try (MariaDbSession looking = reader()) {
      ServerUtilization load = MariaDbUtilization.look(looking);
      assertThat(load.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  // Of the second column.
  private long number(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(2);
    }
  }
}
