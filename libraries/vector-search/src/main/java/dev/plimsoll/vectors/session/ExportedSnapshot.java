package dev.plimsoll.vectors.session;

import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Snapshot of one session's transaction that others read under, as long as that one lasts.
///
/// @param id as `pg_export_snapshot` names it
public record ExportedSnapshot(String id) {
  private static final String READ_ONLY =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /// Begins a transaction, and exports its snapshot.
  public static ExportedSnapshot exportedBy(SearchSession leader) throws SQLException {
    return leader.run(
        connection -> {
          connection.setAutoCommit(false);
          try (Statement begin = connection.createStatement()) {
            begin.execute(READ_ONLY);
            try (ResultSet row = begin.executeQuery("SELECT pg_catalog.pg_export_snapshot()")) {
              row.next();
              return new ExportedSnapshot(row.getString(1));
            }
          }
        });
  }

  /// Begins a transaction under it.
  public void importInto(SearchSession follower) throws SQLException {
    follower.run(this::begin);
  }

  private boolean begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement begin = connection.createStatement()) {
      return begin.execute(READ_ONLY + "; SET TRANSACTION SNAPSHOT " + Identifiers.literal(id));
    }
  }
}
