package dev.plimsoll.benchmarks.knn;

import java.io.PrintWriter;
import java.sql.Connection;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// New sessions of a database, as a data source.
record NewSessions(Supplier<Connection> opener) implements DataSource {
  @Override
  public Connection getConnection() {
    return opener.get();
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException("the database has a login of its own");
  }

  @Override
  public PrintWriter getLogWriter() {
    throw new UnsupportedOperationException("nothing is written");
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    throw new UnsupportedOperationException("nothing is written");
  }

  // The limit of a login is that of all connections.
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.postgresql");
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
