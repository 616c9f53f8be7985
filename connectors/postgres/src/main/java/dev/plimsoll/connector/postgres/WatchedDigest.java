package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// Computation of a table's row count and digest, which may take hours: {@link AnswerWatch} ends
/// the session if its answer is lost.
///
/// @param program name under which the server shows the session
public record WatchedDigest(
    PostgresConnections connector, DatabaseAddress address, String program) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  /// Refuses a session by an exception.
  @FunctionalInterface
  public interface SessionCheck {
    void check(Connection session) throws SQLException;
  }

  public TableDigest ask(String sql) throws SQLException {
    return ask(sql, _ -> {});
  }

  /// @param check before the session is asked
  public TableDigest ask(String sql, SessionCheck check) throws SQLException {
    try (Connection session = connector.open(address, program);
        AnswerWatch _ = AnswerWatch.over(connector, address, session, BETWEEN_LOOKS)) {
      check.check(session);
      SourceSession.prepare(session);
      return DigestSql.ask(session, sql);
    }
  }
}
