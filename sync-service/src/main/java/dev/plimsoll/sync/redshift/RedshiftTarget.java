package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.redshift.CopyLedger;
import dev.plimsoll.connector.redshift.CopyStatements;
import dev.plimsoll.connector.redshift.LoadErrors;
import dev.plimsoll.connector.redshift.RedshiftConnections;
import dev.plimsoll.connector.redshift.TargetTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Redshift cluster as a target: tables are prepared, and loaded in one transaction each.
@Singleton
public final class RedshiftTarget {
  private static final Logger LOG = Logger.getLogger(RedshiftTarget.class);

  private static final String CASE_SENSITIVE = "SET enable_case_sensitive_identifier TO true";
  private static final String COPIED = "SELECT pg_last_copy_count() AS copied";

  private final RedshiftConnections connector;

  public RedshiftTarget(RedshiftConnections connector) {
    this.connector = connector;
  }

  private Connection open(DatabaseAddress address, RedshiftRun run) throws SQLException {
    Connection session = connector.open(address, "plimsoll-sync load");
    try {
      if (RedshiftRun.hasCapitals(run.name(), run.columns())) {
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
  void prepare(DatabaseAddress address, RedshiftRun run) throws SQLException {
    try (Connection session = open(address, run)) {
      TargetTable.prepare(session, run.name(), run.columns(), run.create());
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
  boolean load(DatabaseAddress address, RedshiftRun run, String loadId, String manifest)
      throws SQLException {
    try (Connection session = open(address, run)) {
      return CopyLedger.once(session, loadId, run.rows(), open -> copy(open, run, manifest));
    } catch (SQLException e) {
      throw meaning(e);
    }
  }

  /// Outcome of a load whose answer was lost. Waits for a session that still works on it.
  Optional<Boolean> readBack(DatabaseAddress address, RedshiftRun run, String loadId)
      throws SQLException {
    try (Connection session = open(address, run)) {
      return CopyLedger.find(session, loadId).isPresent() ? Optional.of(true) : Optional.empty();
    }
  }

  private static void copy(Connection session, RedshiftRun run, String manifest)
      throws SQLException {
    TargetTable.requireColumns(session, run.name(), run.columns());
    TargetTable.requireEmpty(session, run.name());
    String sql = CopyStatements.copy(run.name(), manifest, run.role());
    LOG.infof("copy begins: table=%s manifest=%s rows=%d", run.name(), manifest, run.rows());
    try {
      Sql.of(session, sql).update();
      long copied = Sql.of(session, COPIED).one(row -> row.getLong("copied"));
      if (copied != run.rows()) {
        throw new PlimsollException(
            ErrorCode.CHECK_FAILED,
            "COPY has loaded %d rows of %s, its files hold %d: nothing is kept of it"
                .formatted(copied, run.name(), run.rows()));
      }
    } catch (SQLException e) {
      throw refused(session, run, e);
    }
  }

  /// @return the exception itself where waiting may help
  private static SQLException refused(Connection session, RedshiftRun run, SQLException e)
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
                run.name(),
                ExceptionCodes.message(e),
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
      throw new PlimsollException(ErrorCode.SERIALIZATION_FAILED, ExceptionCodes.message(e), e);
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
