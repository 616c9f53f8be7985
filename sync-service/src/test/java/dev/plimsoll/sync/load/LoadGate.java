package dev.plimsoll.sync.load;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// A gate at which every COPY into a table stops, in its first row, while it is closed.
///
/// @param keeper the session that keeps it closed
public record LoadGate(TestDatabase target, Connection keeper) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Makes what gates are made of, once for a target.
  public static void prepare(TestDatabase target) throws SQLException {
    TestTables.execute(
        target,
        """
        CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared(13);
          RETURN NEW;
        END $$
        """);
  }

  /// Makes the table, with a gate that is closed.
  public static LoadGate closed(TestDatabase target, String table) throws SQLException {
    TestTables.execute(
        target,
        "CREATE TABLE %s (id int NOT NULL, note text)".formatted(table),
        "CREATE TRIGGER gate BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION gate()"
            .formatted(table));
    Connection keeper = target.connect();
    try (Statement statement = keeper.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(13)");
    }
    return new LoadGate(target, keeper);
  }

  public void awaitWaiting(int sessions) {
    await("sessions at the gate").atMost(PATIENCE).until(() -> waiting(target) == sessions);
  }

  public static long waiting(TestDatabase target) throws SQLException {
    return TestTables.number(
        target,
        """
        SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory' AND objid = 13 AND NOT granted
        """);
  }

  @Override
  public void close() throws SQLException {
    keeper.close();
  }
}
