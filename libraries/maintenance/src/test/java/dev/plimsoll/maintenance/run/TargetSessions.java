package dev.plimsoll.maintenance.run;

import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A run's surroundings in tests: what it notes stays, and its sessions can be cut.
final class TargetSessions implements RunContext {
  private final TestDatabase database;
  private final List<Connection> opened = new CopyOnWriteArrayList<>();
  private volatile @Nullable FirstLook noted;
  volatile @Nullable String stop;

  TargetSessions(TestDatabase database) {
    this.database = database;
  }

  @Override
  public Connection open(String application) throws SQLException {
    Connection connection = database.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = '%s'".formatted(application));
    }
    opened.add(connection);
    return connection;
  }

  /// As when the process is killed: no word to the server.
  void cut() throws SQLException {
    for (Connection connection : opened) {
      connection.abort(Runnable::run);
    }
  }

  @Override
  public @Nullable String stop() {
    return stop;
  }

  @Override
  public @Nullable FirstLook before() {
    return noted;
  }

  @Override
  public void note(FirstLook before) {
    noted = before;
  }
}
