package dev.plimsoll.connector.mariadb;

import dev.plimsoll.postgres.statement.RowMapper;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Session that reads rows: their text does not depend on the server's settings, it is read-only,
/// and no timeout ends it.
public final class MariaDbSession implements AutoCloseable {
  // sql_mode: backslashes in constants are plain, impossible dates are returned as stored.
  // net_write_timeout: a reader that waits for its object store is not dead.
  private static final List<String> SETTINGS =
      List.of(
          "SET NAMES utf8mb4",
          "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,ALLOW_INVALID_DATES'",
          "SET SESSION time_zone = '+00:00'",
          "SET SESSION net_write_timeout = 3600, net_read_timeout = 3600, wait_timeout = 28800",
          "SET SESSION sql_select_limit = DEFAULT",
          "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");

  private static final String BEGIN = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

  // Sessions wait while others read, or while a file is completed. MySQL lacks these settings.
  private static final String NO_TIMEOUTS =
      "SET SESSION idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0";

  private final Connection connection;
  private final MariaDbVersion version;

  private MariaDbSession(Connection connection, MariaDbVersion version) {
    this.connection = connection;
    this.version = version;
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException UNSUPPORTED_SERVER
  static MariaDbSession prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      MariaDbVersion version = MariaDbVersion.of(text(statement, "SELECT version()"));
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      if (version.mariaDb()) {
        statement.execute("SET SESSION max_statement_time = 0");
        statement.execute(NO_TIMEOUTS);
      } else {
        statement.execute("SET SESSION max_execution_time = 0");
      }
      return new MariaDbSession(connection, version);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  Connection connection() {
    return connection;
  }

  MariaDbVersion version() {
    return version;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Every row of a query, in memory; the server's error as a PlimsollException.
  <T> List<T> list(String sql, RowMapper<T> mapper, Object... parameters) {
    try {
      if (parameters.length > 0) {
        return Sql.of(connection, sql, parameters).list(mapper);
      }
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        List<T> values = new ArrayList<>();
        while (row.next()) {
          values.add(mapper.map(row));
        }
        return values;
      }
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  /// As [#list], of a query that always has a row.
  <T> T one(String sql, RowMapper<T> mapper) {
    return list(sql, mapper).getFirst();
  }

  /// Begins a transaction with a snapshot of now.
  void begin() {
    try {
      execute(BEGIN);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  long id() {
    return ((org.mariadb.jdbc.Connection) connection).getThreadId();
  }

  /// Whether its transaction is still open. Asked twice: a late KILL of an earlier statement may
  /// hit the first.
  boolean isInTransaction() {
    return IntStream.range(0, 2).anyMatch(_ -> asksWhetherInTransaction());
  }

  private boolean asksWhetherInTransaction() {
    try (Statement statement = connection.createStatement()) {
      // MySQL has no such variable; there an answer is enough.
      String sql = version.mariaDb() ? "SELECT @@in_transaction" : "SELECT 1";
      return text(statement, sql).equals("1");
    } catch (SQLException e) {
      return false;
    }
  }

  /// Ends it at once, without reading the rest of a result.
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server ends a session whose connection is gone.
    }
  }
}
