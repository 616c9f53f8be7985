package dev.plimsoll.connector.redshift;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Ledger of a target's loads, by which a table's rows get there once: they are noted in it in the
/// transaction that puts them there. A load that comes again, because its outcome was not known or
/// because it was asked for twice, finds the note.
///
/// The ledger's lock is taken before anything is read: loads come one after the other, and one that
/// has waited sees what the other has left, since Redshift takes a transaction's snapshot at its
/// first query, and LOCK is none. (Source: Database Developer Guide, "LOCK", "Serializable
/// isolation".)
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

  /// The rows that are noted; empty where none are. Waits for a session that is putting some there.
  ///
  /// @param session auto-commit off, nothing begun
  public static Optional<Long> find(Connection session, String loadId) throws SQLException {
    Sql.of(session, LOCK).update();
    Optional<Long> found = rows(session, loadId);
    session.rollback();
    return found;
  }

  private static Optional<Long> rows(Connection session, String loadId) throws SQLException {
    return Sql.of(session, CopyStatements.noted(loadId)).first(row -> row.getLong("row_count"));
  }
}
