package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Connections of a run, closed together.
final class RunSessions implements AutoCloseable {
  /// Opens a connection in auto-commit mode.
  interface Opener {
    Connection open() throws SQLException;
  }

  private final Opener opener;
  private final String schema;
  private final List<Connection> open = new ArrayList<>();

  RunSessions(Opener opener, String schema) {
    this.opener = opener;
    this.schema = schema;
  }

  Connection open() throws SQLException {
    Connection connection = opener.open();
    open.add(connection);
    connection.setSchema(schema);
    // PostgreSQL's default, which embedded server and product switch off: wrong estimates cost it.
    BenchDatabase.execute(connection, "SET jit = on");
    return connection;
  }

  /// Holds a snapshot until all are closed: rows that die from now on cannot be vacuumed.
  void holdSnapshot() throws SQLException {
    Connection connection = open();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    BenchDatabase.execute(connection, "SELECT count(*) FROM pg_class");
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : open) {
      connection.close();
    }
  }
}
