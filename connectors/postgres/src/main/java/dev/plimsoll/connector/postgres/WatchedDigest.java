package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// Rows and digest of a table, which may take hours to compute: the session is watched, so that a
/// lost answer is not waited for.
///
/// @param program name under which the server shows the session
public record WatchedDigest(
    PostgresConnections connector, DatabaseAddress address, String program) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  /// @param sql of {@link DigestSql}
  public TableDigest ask(String sql) throws SQLException {
    try (Connection session = connector.open(address, program);
        AnswerWatch _ = AnswerWatch.over(connector, address, session, BETWEEN_LOOKS)) {
      SourceSession.prepare(session);
      return DigestSql.ask(session, sql);
    }
  }
}
