package dev.plimsoll.vectors.session;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Snapshot of one session's transaction that others read a table under, as long as that one lasts.
///
/// Each session locks the table as a reader does, partitions included, before it reads. The first
/// does so before it takes the snapshot: under an older one a table that was rewritten meanwhile
/// looks empty. The others do not wait for theirs: whoever alters the table would wait for the
/// first, and they behind him.
///
/// @param id as `pg_export_snapshot` names it
public record ExportedSnapshot(QualifiedName table, String id) {
  private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;";

  // An index may be locked apart from its table, as by REINDEX.
  private static final String NO_LONG_WAIT = "; SET LOCAL lock_timeout = '5s'";

  private static final String EXPORT = "; SELECT pg_catalog.pg_export_snapshot()";

  /// Begins a transaction, and exports its snapshot.
  public static ExportedSnapshot exportedBy(SearchSession leader, QualifiedName table)
      throws SQLException {
    return leader.run(
        connection -> {
          connection.setAutoCommit(false);
          try (Statement begin = connection.createStatement()) {
            // At once, in this order: each journey to the server costs.
            begin.execute(BEGIN + lock(table) + NO_LONG_WAIT + EXPORT);
            while (begin.getUpdateCount() != -1) {
              begin.getMoreResults();
            }
            try (ResultSet row = begin.getResultSet()) {
              row.next();
              return new ExportedSnapshot(table, row.getString(1));
            }
          }
        });
  }

  /// Begins a transaction under it.
  ///
  /// @return false where the table's lock is not to be had at once
  public boolean importInto(SearchSession follower) throws SQLException {
    return follower.run(this::begin);
  }

  private boolean begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement begin = connection.createStatement()) {
      begin.execute(
          BEGIN
              + "SET TRANSACTION SNAPSHOT "
              + Identifiers.literal(id)
              + ";"
              + lock(table)
              + " NOWAIT"
              + NO_LONG_WAIT);
      return true;
    } catch (SQLException e) {
      if (SqlStates.isLockNotAvailable(e)) {
        return false;
      }
      throw e;
    }
  }

  private static String lock(QualifiedName table) {
    return "LOCK TABLE " + Identifiers.quote(table) + " IN ACCESS SHARE MODE";
  }
}
