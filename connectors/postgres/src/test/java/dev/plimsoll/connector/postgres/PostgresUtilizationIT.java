package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.util.PSQLException;

@ExtendWith(StackExtension.class)
final class PostgresUtilizationIT {
  private static final String ENDLESS =
      "SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000000000) b";

  private static TestDatabase database;

  @BeforeAll
  static void database(Stack stack) {
    database = stack.createDatabase("source_load");
  }

  @Test
  void seesWhoComputesButNotWhoSleeps() throws SQLException {
    try (Connection computing = database.connect();
        Connection sleeping = database.connect();
        Statement work = computing.createStatement();
        Statement sleep = sleeping.createStatement();
        Connection looking = database.connect()) {
      // given
      int before = PostgresPlanningSession.utilization(looking).busy();
      CompletableFuture<Void> ends =
          CompletableFuture.allOf(until(work, ENDLESS), until(sleep, "SELECT pg_sleep(600)"));

      // when / then
      try {
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThat(PostgresPlanningSession.utilization(looking).busy())
                        .isEqualTo(before + 1));
      } finally {
        work.cancel();
        sleep.cancel();
        ends.join();
      }
    }
  }

  private static CompletableFuture<Void> until(Statement statement, String query) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            statement.execute(query);
          } catch (PSQLException e) {
            assertThat(e.getSQLState()).isEqualTo("57014");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  @Test
  void knowsTheCoresOfItsOwnMachine() throws SQLException {
    try (Connection looking = database.connect()) {
      assertThat(PostgresPlanningSession.utilization(looking).cores())
          .isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void countsTheConnectionsOfARoleThatMayHaveFew() throws SQLException {
    try (Connection looking = database.connect();
        Statement statement = looking.createStatement()) {
      // given
      statement.execute("CREATE ROLE source_load_few CONNECTION LIMIT 7");
      statement.execute("SET ROLE source_load_few");

      // when / then
      assertThat(PostgresPlanningSession.utilization(looking).connections()).isEqualTo(7);

      statement.execute("RESET ROLE");
      assertThat(PostgresPlanningSession.utilization(looking).connections()).isGreaterThan(7);
    }
  }
}
