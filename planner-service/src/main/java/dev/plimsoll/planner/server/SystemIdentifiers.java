package dev.plimsoll.planner.server;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The number that `initdb` gave a cluster. Its standbys and restored copies have it too.
@ApplicationScoped
public class SystemIdentifiers implements ServerIdentity {
  private static final String READ =
      "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

  @Override
  public @Nullable String identifier(Connection connection) throws SQLException {
    try {
      return Sql.of(connection, READ).one(row -> row.getString(1));
    } catch (SQLException e) {
      if (SqlStates.errorCode(e) == ErrorCode.INSUFFICIENT_PRIVILEGE) {
        return null;
      }
      throw e;
    }
  }
}
