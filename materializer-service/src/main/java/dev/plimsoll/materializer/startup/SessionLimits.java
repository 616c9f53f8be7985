package dev.plimsoll.materializer.startup;

import dev.plimsoll.own.MigrationState;
import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Timeouts of each new session in the pool, besides that of idle transactions: the server ends
/// hanging statements and frees their locks.
@Singleton
public final class SessionLimits implements AgroalPoolInterceptor {
  private final SessionConfig config;
  private final MigrationState migration;

  public SessionLimits(SessionConfig config, MigrationState migration) {
    this.config = config;
    this.migration = migration;
  }

  @Override
  public void onConnectionReturn(Connection connection) {
    if (migration.isUnderWay()) {
      onConnectionCreate(connection);
    }
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
