package dev.plimsoll.connector.redshift;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Redshift cluster as a target: tables are prepared, and loaded in one transaction each.
/// Thread-safe.
public final class RedshiftTarget {
  private static final Logger LOG = Logger.getLogger(RedshiftTarget.class);

  private static final String CASE_SENSITIVE = "SET enable_case_sensitive_identifier TO true";
  private static final String COPIED = "SELECT pg_last_copy_count() AS copied";

  private final RedshiftConnections connector;

  public RedshiftTarget(PostgresConnections connector) {
    this.connector = new RedshiftConnections(connector);
  }

  /// Requires that a cluster lets us in. What its role may do is not asked: a load finds that out.
  ///
  /// @param program name under which the cluster shows the session
  /// @throws PlimsollException UNSUPPORTED_SERVER where another server answers, or why none does
  public void check(DatabaseAddress address, String program) throws SQLException {
    connector.open(address, program).close();
  }

  private Connection open(DatabaseAddress address, CopyLoad load) throws SQLException {
    Connection session = connector.open(address, "plimsoll-sync load");
    try {
      if (load.hasCapitals()) {
        Sql.of(session, CASE_SENSITIVE).update();
      }
      session.setAutoCommit(false);
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  /// Creates ledger and table where they are missing. Idempotent.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND where the table is missing and not to be created;
  ///     SERIALIZATION_FAILED where another process has just created them
  public void prepare(DatabaseAddress address, CopyLoad load) throws SQLException {
    try (Connection session = open(address, load)) {
      TargetTable.prepare(session, load.name(), load.columns(), load.create());
    } catch (SQLException e) {
      throw meaning(e);
    }
  }

  /// Loads rows and notes them in the ledger, in one transaction.
  ///
  /// @param manifest URL of the list of its files
  /// @return false where they were there before
  /// @throws PlimsollException TARGET_MISMATCH, TARGET_NOT_EMPTY, COPY_REFUSED with what the
  ///     cluster says of it, CHECK_FAILED where it has loaded another number of rows
  public boolean load(DatabaseAddress address, CopyLoad load, String loadId, String manifest)
      throws SQLException {
    try (Connection session = open(address, load)) {
      return CopyLedger.once(session, loadId, load.rows(), open -> copy(open, load, manifest));
    } catch (SQLException e) {
      throw meaning(e);
    }
  }

  /// Outcome of a load whose answer was lost. Waits for a session that still works on it.
  public Optional<Boolean> readBack(DatabaseAddress address, CopyLoad load, String loadId)
      throws SQLException {
    try (Connection session = open(address, load)) {
      return CopyLedger.find(session, loadId).isPresent() ? Optional.of(true) : Optional.empty();
    }
  }

  private static void copy(Connection session, CopyLoad load, String manifest) throws SQLException {
    TargetTable.requireColumns(session, load.name(), load.columns());
    TargetTable.requireEmpty(session, load.name());
    String sql = CopyStatements.copy(load.name(), manifest, load.role());
    LOG.infof("copy begins: table=%s manifest=%s rows=%d", load.name(), manifest, load.rows());
    try {
      Sql.of(session, sql).update();
      long copied = Sql.of(session, COPIED).one(row -> row.getLong("copied"));
      if (copied != load.rows()) {
        throw new PlimsollException(
            ErrorCode.CHECK_FAILED,
            "COPY has loaded %d rows of %s, its files hold %d: nothing is kept of it"
                .formatted(copied, load.name(), load.rows()));
      }
    } catch (SQLException e) {
      throw refused(session, load, e);
    }
  }

  /// @return the exception itself where waiting may help
  private static SQLException refused(Connection session, CopyLoad load, SQLException e)
      throws SQLException {
    if (mayPass(e)) {
      return e;
    }
    session.rollback();
    List<String> told = LoadErrors.told(session);
    throw new PlimsollException(
        ErrorCode.COPY_REFUSED,
        "%s: %s%s"
            .formatted(
                load.name(),
                SqlStates.firstLine(e),
                told.isEmpty() ? "" : " (" + String.join("; ", told) + ")"),
        e);
  }

  /// Whether a retry may succeed without any other change.
  static boolean mayPass(SQLException e) {
    return isConflict(e) || SqlStates.errorCode(e).isTransient();
  }

  /// The exception itself where its usual meaning holds.
  ///
  /// @throws PlimsollException SERIALIZATION_FAILED where another transaction was in the way
  static SQLException meaning(SQLException e) {
    if (isConflict(e)) {
      throw new PlimsollException(ErrorCode.SERIALIZATION_FAILED, SqlStates.firstLine(e), e);
    }
    return e;
  }

  // SQLSTATEs are PostgreSQL 8's, but much has one that says nothing (XX000): texts are looked for,
  // too.
  // Source: Database Developer Guide, "How to fix serializable isolation errors" (ERROR:1023).
  private static boolean isConflict(SQLException e) {
    @Nullable String state = SqlStates.state(e);
    @Nullable String message = e.getMessage();
    return (message != null && message.contains("Serializable isolation violation"))
        // Schema, table, or a row of the catalog that another process has made in between.
        || "42P06".equals(state)
        || "42P07".equals(state)
        || "23505".equals(state);
  }
}
