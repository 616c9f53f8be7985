package dev.plimsoll.connector.redshift;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Ledger of a target's loads, so that a table's rows are loaded once: a load is noted in the
/// transaction that loads its rows. A load that is repeated, because its outcome was not known or
/// because it was asked for twice, finds the note.
///
/// The ledger's lock is taken before anything is read: loads run one after the other. One that has
/// waited sees what the other has committed, since Redshift takes a transaction's snapshot at its
/// first query, and LOCK is none. (Source: Database Developer Guide, "LOCK", "Serializable
/// isolation".)
///
/// All of its SQL is PostgreSQL's, too. Sessions have auto-commit off, and nothing begun.
final class CopyLedger {
  private static final String LOCK = "LOCK " + CopyStatements.LEDGER;

  private CopyLedger() {}

  @FunctionalInterface
  interface Rows {
    void put(Connection session) throws SQLException;
  }

  /// Loads rows once, and notes that. After a failure the caller closes the session, which ends the
  /// transaction.
  ///
  /// @param loadId the same for the same files, for every caller
  /// @return false where the rows were there before
  static boolean once(Connection session, String loadId, long rows, Rows act) throws SQLException {
    Sql.of(session, LOCK).update();
    if (rows(session, loadId).isPresent()) {
      session.rollback();
      return false;
    }
    act.put(session);
    Sql.of(session, CopyStatements.note(loadId, rows)).update();
    session.commit();
    return true;
  }

  /// Number of rows that are noted; empty for none. Waits for a session that is loading them.
  static Optional<Long> find(Connection session, String loadId) throws SQLException {
    Sql.of(session, LOCK).update();
    Optional<Long> found = rows(session, loadId);
    session.rollback();
    return found;
  }

  private static Optional<Long> rows(Connection session, String loadId) throws SQLException {
    return Sql.of(session, CopyStatements.noted(loadId)).first(row -> row.getLong("row_count"));
  }
}
