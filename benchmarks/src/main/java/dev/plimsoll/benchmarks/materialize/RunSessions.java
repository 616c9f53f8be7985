package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A run's connections, closed together.
final class RunSessions implements AutoCloseable {
  /// Opens a connection in auto-commit mode.
  interface Opener {
    Connection open() throws SQLException;
  }

  // PostgreSQL's default, which neither the embedded server nor the product's sessions have. It
  // costs whoever is estimated wrongly.
  private static final String JIT = "SET jit = on";

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
    BenchDatabase.execute(connection, JIT);
    return connection;
  }

  /// Idles in a transaction until all are closed: no row that dies from now on can be cleared
  /// away.
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
