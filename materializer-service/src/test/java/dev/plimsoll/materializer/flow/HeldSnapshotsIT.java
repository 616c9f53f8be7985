package dev.plimsoll.materializer.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.materializer.flow.HeldSnapshots.Alert;
import dev.plimsoll.materializer.flow.HeldSnapshots.Look;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StandbyFeedback;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a database of its own, looked at by a role that may not see what others do.
class HeldSnapshotsIT {
  private static final String ROLE = "plimsoll_materializer";
  private static final String SCHEMA = "materializer";
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
  private static final int DEAD_ROWS = 500;

  private TestDatabase database;

  @BeforeEach
  void create() throws SQLException {
    database = Stack.get().createDatabase("held_snapshots");
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .defaultSchema(SCHEMA)
        .locations("db/offset-log")
        .load()
        .migrate();
    change(
        "ALTER TABLE materializer.shard SET (autovacuum_enabled = false)",
        "GRANT USAGE ON SCHEMA materializer TO " + ROLE);
  }

  @Test
  void namesASessionThatHoldsASnapshotUntilItLetsGo() throws SQLException {
    HeldSnapshots held = heldSnapshots(Duration.ofSeconds(1), Long.MAX_VALUE);
    try (Connection session = open("REPEATABLE READ", "SELECT count(*) FROM shard")) {
      // when others go on
      passTransactions(20);
      held.look();

      // then it is known at once, and warned of when it has lasted too long
      int pid = pid(session);
      assertThat(held.last().alert()).isNull();
      await().atMost(LONG_ENOUGH).until(() -> alert(held) != null);
      Look look = held.last();
      assertThat(Objects.requireNonNull(look.oldest()).holder())
          .isEqualTo(Holder.session(pid, database.user(), "who-holds-it"));
      assertThat(look.oldest().transactions()).isGreaterThanOrEqualTo(20);
      assertThat(look.held()).isBetween(Duration.ofSeconds(1), LONG_ENOUGH);
      assertThat(Objects.requireNonNull(look.alert()).fix())
          .endsWith("SELECT pg_terminate_backend(%d)".formatted(pid));

      // and no longer than that
      session.commit();
      await().atMost(LONG_ENOUGH).until(() -> alert(held) == null);
    }
  }

  @Test
  void namesWhoHasWrittenAndIdlesNotWhoLooksBehindIt() throws SQLException {
    HeldSnapshots held = heldSnapshots(Duration.ZERO, Long.MAX_VALUE);
    try (Connection writer = open("READ COMMITTED", "INSERT INTO shard (shard) VALUES (77)")) {
      passTransactions(5);
      // given somebody whose snapshot begins where the writer's transaction does
      try (Connection reader = open("REPEATABLE READ", "SELECT count(*) FROM shard")) {
        held.look();

        assertThat(Objects.requireNonNull(held.last().oldest()).holder())
            .isEqualTo(Holder.session(pid(writer), database.user(), "who-holds-it"));
        reader.rollback();
      }
    }
  }

  @Test
  void warnsOfDeadRowsWithWhoeverKeepsThemBeforeTheTimeIsOver() throws SQLException {
    HeldSnapshots held = heldSnapshots(Duration.ofHours(1), DEAD_ROWS - 1);
    try (Connection session = open("REPEATABLE READ", "SELECT count(*) FROM shard")) {
      // when rows die that it may still see, and VACUUM has to leave them
      leaveDeadRows();
      change("VACUUM materializer.shard");
      await()
          .atMost(LONG_ENOUGH)
          .until(() -> alert(held) != null && held.last().alert().holder() != null);

      Alert alert = Objects.requireNonNull(held.last().alert());
      assertThat(held.last().deadRows()).isGreaterThanOrEqualTo(DEAD_ROWS);
      assertThat(alert.holder()).extracting(Holder::kind).isEqualTo("session");
      assertThat(alert.what()).contains("session pid " + pid(session), DEAD_ROWS + " of them here");
      session.rollback();
    }

    // then they are nobody's, and with them the alert goes
    await()
        .atMost(LONG_ENOUGH)
        .until(() -> alert(held) != null && held.last().alert().holder() == null);
    assertThat(held.last().alert().what()).endsWith("most of them in shard");
    change("VACUUM materializer.shard");
    await().atMost(LONG_ENOUGH).until(() -> alert(held) == null);
  }

  @Test
  void namesAStandbyAndTheSlotThatRemembersIt() throws SQLException {
    HeldSnapshots held = heldSnapshots(Duration.ZERO, Long.MAX_VALUE);
    // given a standby without a slot
    try (StandbyFeedback standby = new StandbyFeedback(database, "")) {
      standby.holdNow(database);
      passTransactions(5);
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () ->
                  oldest(held) instanceof Holder named
                      && named.kind().equals("standby")
                      && named.description().endsWith("application 'standby-under-test'"));
    }
    await().atMost(LONG_ENOUGH).until(() -> oldest(held) == null);

    // and one with a slot, which outlives it
    change("SELECT pg_create_physical_replication_slot('held_snapshots', true)");
    try {
      try (StandbyFeedback standby = new StandbyFeedback(database, "SLOT held_snapshots ")) {
        standby.holdNow(database);
        passTransactions(5);
        await().atMost(LONG_ENOUGH).until(() -> Holder.slot("held_snapshots").equals(oldest(held)));
      }
      passTransactions(5);
      held.look();
      assertThat(oldest(held)).isEqualTo(Holder.slot("held_snapshots"));
      assertThat(Objects.requireNonNull(held.last().oldest()).transactions())
          .isGreaterThanOrEqualTo(10);
    } finally {
      await()
          .atMost(LONG_ENOUGH)
          .ignoreExceptions()
          .until(
              () -> {
                change("SELECT pg_drop_replication_slot('held_snapshots')");
                return true;
              });
    }
    held.look();
    assertThat(oldest(held)).isNull();
  }

  private HeldSnapshots heldSnapshots(Duration maxSnapshotAge, long maxDeadRows) {
    return new HeldSnapshots(
        Stack.get().as(ROLE, database).dataSource(SCHEMA),
        Settings.ofSnapshots(maxSnapshotAge, maxDeadRows));
  }

  private static Alert alert(HeldSnapshots held) throws SQLException {
    held.look();
    return held.last().alert();
  }

  private static Holder oldest(HeldSnapshots held) throws SQLException {
    held.look();
    return held.last().oldest() == null ? null : held.last().oldest().holder();
  }

  /// A session in a transaction that has done this and no more.
  private Connection open(String isolation, String sql) throws SQLException {
    Connection connection = database.connect();
    connection.setSchema(SCHEMA);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = 'who-holds-it'");
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL " + isolation);
      statement.execute(sql);
    }
    return connection;
  }

  private void passTransactions(int count) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < count; i++) {
        statement.execute("SELECT pg_current_xact_id()");
      }
    }
  }

  private void leaveDeadRows() throws SQLException {
    change(
        "INSERT INTO materializer.shard (shard) SELECT i FROM generate_series(101, 100 + %d) i"
            .formatted(DEAD_ROWS),
        "DELETE FROM materializer.shard WHERE shard > 100",
        "SELECT pg_stat_force_next_flush()");
  }

  private void change(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
