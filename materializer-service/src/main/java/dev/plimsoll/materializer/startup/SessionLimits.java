package dev.plimsoll.materializer.startup;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Gives each new session of the pool its limits, beside that of idle transactions: what hangs is
/// ended by the server, and its locks are somebody else's.
@Singleton
public final class SessionLimits implements AgroalPoolInterceptor {
  private final SessionConfig config;

  public SessionLimits(SessionConfig config) {
    this.config = config;
  }

  @Override
  public void onConnectionCreate(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET statement_timeout = %d; SET lock_timeout = %d"
              .formatted(config.statementTimeout().toMillis(), config.lockTimeout().toMillis()));
    } catch (SQLException e) {
      throw new IllegalStateException("a session's limits could not be set", e);
    }
  }
}
