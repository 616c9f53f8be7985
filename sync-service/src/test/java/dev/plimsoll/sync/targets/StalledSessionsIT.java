package dev.plimsoll.sync.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.connector.postgres.loading.StalledSessions;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// A session whose client is frozen in the middle of a COPY is ended after a while, and one that
/// moves is not.
final class StalledSessionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String NAME = "plimsoll-sync load 1 0";

  private static TestDatabase target;

  private final AtomicLong now = new AtomicLong();
  private final StalledSessions stalled = new StalledSessions(LIMIT, now::get);

  @BeforeAll
  static void table() throws SQLException {
    target = Stack.get().createDatabase("stalled");
    TestTables.execute(target, "CREATE TABLE parcels (id int)");
  }

  private static CopyIn copyInto(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("SET application_name = '" + NAME + "'");
    }
    session.setAutoCommit(false);
    return session.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY parcels FROM STDIN");
  }

  private static void send(CopyIn copy) throws SQLException {
    byte[] row = "1\n".getBytes(StandardCharsets.US_ASCII);
    copy.writeToCopy(row, 0, row.length);
    copy.flushCopy();
  }

  private static long bytes() throws SQLException {
    return TestTables.number(
        target, "SELECT coalesce(max(bytes_processed), 0) FROM pg_stat_progress_copy");
  }

  private static long sessions() throws SQLException {
    return TestTables.number(
        target,
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s'".formatted(NAME));
  }

  private void lookAfter(Connection watcher, Duration time) throws SQLException {
    now.addAndGet(time.toNanos());
    stalled.look(watcher, NAME);
  }

  @Test
  void oneThatStandsStillIsEndedAndOneThatMovesIsNot() throws SQLException {
    try (Connection watcher = target.connect();
        Connection holder = target.connect()) {
      // given
      CopyIn copy = copyInto(holder);
      send(copy);
      await().atMost(PATIENCE).until(() -> bytes() > 0);
      lookAfter(watcher, Duration.ZERO);

      // when it moves
      long before = bytes();
      send(copy);
      await().atMost(PATIENCE).until(() -> bytes() > before);
      lookAfter(watcher, LIMIT.plusSeconds(1));

      // then it is let be, until it stands still for as long
      lookAfter(watcher, LIMIT.minusSeconds(1));
      assertThat(sessions()).isEqualTo(1);
      lookAfter(watcher, Duration.ofSeconds(2));
      await().atMost(PATIENCE).until(() -> sessions() == 0);
      assertThat(TestTables.number(target, "SELECT count(*) FROM parcels")).isZero();
    }
  }
}
