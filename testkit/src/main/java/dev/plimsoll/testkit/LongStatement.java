package dev.plimsoll.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/// Statement of another session that updates a table of MariaDB and runs until this is closed: it
/// waits for a named lock that this holds.
public final class LongStatement implements AutoCloseable {

  private final Connection holder;
  private final Thread runs;

  /// Returns once the statement runs.
  ///
  /// @param table of this database, with rows and a column `id`
  public LongStatement(MariaDbDatabase database, String table) throws SQLException {
    holder = database.connect();
    try (Statement statement = holder.createStatement()) {
      statement.execute("SELECT GET_LOCK('a test', 0)");
      runs = Thread.ofVirtual().start(() -> run(database, table));
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                try (ResultSet row =
                    statement.executeQuery(
                        "SELECT count(*) FROM information_schema.processlist WHERE state = 'User lock'")) {
                  return row.next() && row.getInt(1) == 1;
                }
              });
    }
  }

  private static void run(MariaDbDatabase database, String table) {
    try {
      database.execute("UPDATE " + table + " SET id = id + 10 + 0 * GET_LOCK('a test', 600)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns once the statement has ended.
  @Override
  public void close() throws SQLException, InterruptedException {
    holder.close();
    runs.join();
  }
}
