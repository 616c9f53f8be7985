package dev.plimsoll.query.database;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// New sessions of a registered database, as a data source.
///
/// @param connections of a pinned `search_path`
record DatabaseSessions(PostgresConnections connections, DatabaseAddress address)
    implements DataSource {
  private static final String APPLICATION = "plimsoll-query";

  @Override
  public Connection getConnection() {
    return connections.open(address, APPLICATION);
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException("a registered database has a login of its own");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
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
