package dev.plimsoll.builder.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
final class KeptSessionsIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String PID = "SELECT pg_backend_pid()";

  @Test
  void isUsedAgainAsItWasWhenItWasNew(Stack stack) throws SQLException {
    // given a session with settings, a lock, a temporary table and a statement prepared on the
    // server
    TestDatabase database = stack.createDatabase("kept_again");
    DatabaseAddress address = database.address();
    try (KeptSessions sessions = new KeptSessions(new PostgresConnections(System.getenv()), LONG)) {
      Connection first = sessions.open(address, "plimsoll/first/1");
      String pid = ask(first, PID);
      String memory = ask(first, "SHOW maintenance_work_mem");
      for (int i = 0; i < 10; i++) {
        try (var prepared = first.prepareStatement("SELECT 1")) {
          prepared.execute();
        }
      }
      execute(first, "SET maintenance_work_mem = '77MB'");
      execute(first, "SELECT pg_advisory_lock(4711)");
      execute(first, "CREATE TEMPORARY TABLE left_behind (a int)");

      // when it is kept, and another build opens one
      sessions.keep(address, first);
      String idle = "SELECT application_name FROM pg_stat_activity WHERE pid = %s".formatted(pid);
      assertThat(ask(database, idle)).isEqualTo(KeptSessions.IDLE);
      try (Connection second = sessions.open(address, "plimsoll/second/1")) {
        // then it is the same session, with nothing of the first build's
        assertThat(ask(second, PID)).isEqualTo(pid);
        assertThat(ask(second, "SHOW application_name")).isEqualTo("plimsoll/second/1");
        assertThat(ask(second, "SHOW maintenance_work_mem")).isEqualTo(memory);
        assertThat(ask(second, "SELECT to_regclass('left_behind') IS NULL")).isEqualTo("t");
        assertThat(ask(database, "SELECT pg_try_advisory_lock(4711)")).isEqualTo("t");
        try (var prepared = second.prepareStatement("SELECT 1")) {
          assertThat(prepared.execute()).isTrue();
        }
      }
    }
  }

  @Test
  void oneThatTheServerHasEndedIsPassedOver(Stack stack) throws SQLException {
    // given two kept sessions, one of them ended meanwhile
    TestDatabase database = stack.createDatabase("kept_ended");
    DatabaseAddress address = database.address();
    try (KeptSessions sessions = new KeptSessions(new PostgresConnections(System.getenv()), LONG)) {
      Connection first = sessions.open(address, "one");
      Connection second = sessions.open(address, "two");
      String alive = ask(first, PID);
      String ended = ask(second, PID);
      sessions.keep(address, first);
      sessions.keep(address, second);
      ask(database, "SELECT pg_terminate_backend(%s, 10000)".formatted(ended));

      // when one is opened
      try (Connection next = sessions.open(address, "three")) {
        // then it is the other
        assertThat(ask(next, PID)).isEqualTo(alive);
      }
    }
  }

  @Test
  void oneWithinATransactionIsNotKept(Stack stack) throws SQLException {
    DatabaseAddress address = stack.createDatabase("kept_transaction").address();
    try (KeptSessions sessions = new KeptSessions(new PostgresConnections(System.getenv()), LONG)) {
      Connection first = sessions.open(address, "one");
      first.setAutoCommit(false);
      execute(first, "SELECT 1");

      sessions.keep(address, first);

      assertThat(first.isClosed()).isTrue();
    }
  }

  @Test
  void isNotKeptForLong(Stack stack) throws SQLException {
    // given
    DatabaseAddress address = stack.createDatabase("kept_short").address();
    try (KeptSessions sessions =
        new KeptSessions(new PostgresConnections(System.getenv()), Duration.ofMillis(200))) {
      Connection first = sessions.open(address, "one");

      // when
      sessions.keep(address, first);

      // then
      await().atMost(Duration.ofMinutes(3)).until(first::isClosed);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return ask(connection, sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
