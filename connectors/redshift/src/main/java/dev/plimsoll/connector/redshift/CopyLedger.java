package dev.plimsoll.connector.redshift;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/// Puts a table's rows into a target once: with them, in one transaction, it notes that they are
/// there. Whoever comes again, because it does not know or because it was asked twice, finds the
/// note.
///
/// The ledger's lock is taken before anything is read: loads come one after the other, and whoever
/// waits for one sees what it has left, since Redshift takes a transaction's snapshot at its first
/// query, and LOCK is none. (Source: Database Developer Guide, "LOCK", "Serializable isolation".)
///
/// All of its SQL is PostgreSQL's, too.
public final class CopyLedger {
  private static final String LOCK = "LOCK " + CopyStatements.LEDGER;

  private CopyLedger() {}

  /// What puts the rows there, within the ledger's transaction.
  @FunctionalInterface
  public interface Rows {
    void put(Connection session) throws SQLException;
  }

  /// Whoever fails ends the session, and with it the transaction.
  ///
  /// @param session auto-commit off, nothing begun
  /// @param loadId the same for the same files, whoever asks
  /// @return false where they were there before
  public static boolean once(Connection session, String loadId, long rows, Rows act)
      throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(LOCK);
      if (rows(statement, loadId).isPresent()) {
        session.rollback();
        return false;
      }
      act.put(session);
      statement.execute(CopyStatements.note(loadId, rows));
      session.commit();
      return true;
    }
  }

  /// The rows that are noted; empty where none are. Waits for a session that is putting some there.
  ///
  /// @param session auto-commit off, nothing begun
  public static OptionalLong find(Connection session, String loadId) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(LOCK);
      OptionalLong found = rows(statement, loadId);
      session.rollback();
      return found;
    }
  }

  private static OptionalLong rows(Statement statement, String loadId) throws SQLException {
    try (ResultSet row = statement.executeQuery(CopyStatements.noted(loadId))) {
      return row.next() ? OptionalLong.of(row.getLong("row_count")) : OptionalLong.empty();
    }
  }
}
