package dev.plimsoll.planner.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What keeps a build waiting is seen, whosoever it is.
final class ProbeReaderIT {
  private final PostgresConnections connector = new PostgresConnections(System.getenv()).pinned();

  @Test
  void theSnapshotOfAnExtractIsSeenAndThatOfABuildIsNot() throws SQLException {
    // given an extract of ours that holds a snapshot, a build, and somebody else
    TestDatabase database = Stack.get().createDatabase("plan_snapshots");
    try (Connection extract = snapshot(database, "plimsoll-sync extract");
        Connection build = snapshot(database, "plimsoll/" + UUID.randomUUID() + "/1");
        Connection other = snapshot(database, "report")) {
      assertThat(List.of(extract, build, other)).hasSize(3);

      // when the database is looked at
      ProbeFacts facts = new ProbeReader(connector, Clock.systemUTC()).read(database.address());

      // then those that a build would wait for are named
      assertThat(facts.transactions())
          .extracting(ProbeFacts.Transaction::who)
          .anySatisfy(who -> assertThat(who).endsWith(", plimsoll-sync extract"))
          .anySatisfy(who -> assertThat(who).endsWith(", report"))
          .noneSatisfy(who -> assertThat(who).contains("plimsoll/"));
    }
  }

  private Connection snapshot(TestDatabase database, String application) throws SQLException {
    Connection connection = connector.open(database.address(), application);
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
    }
    return connection;
  }
}
