package dev.plimsoll.own;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Interceptor that sets the idle limit of each new session of the pool.
@Singleton
public final class IdleLimit implements AgroalPoolInterceptor {
  private final OwnSessionConfig config;
  private final MigrationState migration;

  public IdleLimit(OwnSessionConfig config, MigrationState migration) {
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
          "SET idle_in_transaction_session_timeout = "
              + config.idleInTransactionTimeout().toMillis());
    } catch (SQLException e) {
      throw new IllegalStateException("a session's limit could not be set", e);
    }
  }
}
