package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.FaultProxy;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An answer that is lost on a way which says nothing is not waited for, one that takes long is.
final class AnswerWatchIT {
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
  private static final String NAME = "answer watch test";

  private static TestDatabase database;

  private final PostgresConnections connector = new PostgresConnections(System.getenv());

  @BeforeAll
  static void create() throws SQLException {
    database = Stack.get().createDatabase("answer_watch");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE held (a int)");
    }
  }

  /// Waits for the table, in its server.
  private static CompletableFuture<Throwable> ask(Connection session) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Statement statement = session.createStatement();
              ResultSet row = statement.executeQuery("SELECT count(*) FROM held")) {
            return new AssertionError("answered: " + row.next());
          } catch (SQLException e) {
            return e;
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static long waiting() throws SQLException {
    String sql =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '%s%%' AND state = 'active'"
            .formatted(NAME);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void theAnswerThatIsLostEndsTheSessionAndNoOther() throws SQLException, IOException {
    try (FaultProxy way = FaultProxy.to(database.address());
        Connection holder = database.connect();
        Statement hold = holder.createStatement();
        Connection session = connector.open(way.address(), NAME)) {
      holder.setAutoCommit(false);
      hold.execute("LOCK TABLE held");
      try (AnswerWatch watch = AnswerWatch.over(connector, way.address(), session, OFTEN)) {
        // given a statement that is at work, looked at more than once
        CompletableFuture<Throwable> answer = ask(session);
        await().atMost(LONG_ENOUGH).until(() -> waiting() == 1);
        long begun = watch.looks();
        await().atMost(LONG_ENOUGH).until(() -> watch.looks() > begun + 3);
        assertThat(answer).isNotDone();

        // when its answer is swallowed
        way.swallow();
        holder.rollback();

        // then its owner hears of it
        assertThat(answer).succeedsWithin(LONG_ENOUGH).isInstanceOf(SQLException.class);
      }
    }
  }

  /// A server that does not say what its sessions do is believed to be at work.
  @Test
  void whatIsNotSaidIsNotTakenForLost() throws SQLException {
    try (Connection holder = database.connect();
        Statement hold = holder.createStatement();
        Connection session = connector.open(database.address(), NAME);
        Statement silent = session.createStatement()) {
      silent.execute("SET track_activities = off");
      holder.setAutoCommit(false);
      hold.execute("LOCK TABLE held");
      try (AnswerWatch watch = AnswerWatch.over(connector, database.address(), session, OFTEN)) {
        CompletableFuture<Throwable> answer = ask(session);
        await().atMost(LONG_ENOUGH).until(() -> watch.looks() > 4);
        holder.rollback();

        assertThat(answer).succeedsWithin(LONG_ENOUGH).isInstanceOf(AssertionError.class);
      }
    }
  }
}
