package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Sessions in which one table is read, all of one moment where its access has a snapshot.
record TableSessions(PostgresConnections connector, TableAccess access, RowLimit limit) {

  /// @throws dev.plimsoll.connector.source.SnapshotLostException where the snapshot is no more
  Connection open() throws SQLException {
    Connection session = connector.open(access.address(), access.program());
    try {
      SourceSession.prepare(session);
      if (access.snapshot() instanceof PostgresSnapshot snapshot) {
        snapshot.join(session, table().name());
      }
      return session;
    } catch (Throwable e) {
      session.close();
      throw e;
    }
  }

  PlannedTable table() {
    return access.table();
  }

  RowGuard guard() {
    return new RowGuard(table(), limit);
  }

  /// What the server says of rows under some conditions.
  ///
  /// @param conditions each with its keyword before it, or empty; each row under one of them
  TableDigest digest(List<String> conditions) throws SQLException {
    long rows = 0;
    long sum = 0;
    // A session of its own: the one that reads is in the middle of a COPY, or may be.
    try (Connection session = open();
        Statement statement = session.createStatement()) {
      for (String condition : conditions) {
        String sql = DigestSql.of(table().name(), table().only(), table().columns(), condition);
        try (ResultSet row = statement.executeQuery(sql)) {
          TableDigest found = DigestSql.read(row);
          rows += found.rows();
          sum += Long.parseUnsignedLong(found.digest(), 16);
        }
      }
    }
    return new TableDigest(rows, RowDigest.hex(sum));
  }
}
