package dev.plimsoll.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

/// Statement that runs in a session of MariaDB until this is closed.
public final class MariaDbWork implements AutoCloseable {
  /// Runs longer than any test, in any database.
  public static final String ENDLESS =
      "SELECT sum(a.seq * b.seq % 7) FROM seq_1_to_1000000000 a, seq_1_to_1000000000 b";

  private final Connection connection;
  private final Statement statement;
  private final CompletableFuture<Void> end;

  public MariaDbWork(MariaDbDatabase database, String sql) throws SQLException {
    connection = database.connect();
    statement = connection.createStatement();
    end = CompletableFuture.runAsync(() -> execute(sql), task -> Thread.ofVirtual().start(task));
  }

  private void execute(String sql) {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      // It was stopped.
    }
  }

  @Override
  public void close() throws SQLException {
    if (!connection.isClosed()) {
      statement.cancel();
      end.join();
      connection.close();
    }
  }
}
