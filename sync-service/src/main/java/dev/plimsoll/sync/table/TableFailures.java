package dev.plimsoll.sync.table;

import dev.plimsoll.connector.loading.LoadToken;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.tracing.LogIds;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Failures of tables: stored and published. Other tables go on.
@Singleton
public final class TableFailures {
  private static final Logger LOG = Logger.getLogger(TableFailures.class);

  private final SyncDatabase database;
  private final TableProgress progress;
  private final OutboxRelay relay;

  public TableFailures(SyncDatabase database, TableProgress progress, OutboxRelay relay) {
    this.database = database;
    this.progress = progress;
    this.relay = relay;
  }

  /// Fails a table, unless it was retried since it was read. If that cannot be stored, because
  /// this service's database is away, the work stays open and recovery resumes it.
  public void fail(ExtractTable table, PlimsollException failure, @Nullable String sqlState) {
    try {
      note(table, failure, sqlState);
    } catch (PlimsollException e) {
      LOG.warnf(
          "a failure could not be noted: table=%s cause=%s",
          table.name(), ExceptionCodes.message(e));
    }
  }

  /// Fails a table whose work is looked for again, unless waiting may help or the service stops.
  ///
  /// @param work name in the log
  public void take(String work, ExtractTable table, Exception e) {
    PlimsollException failure = ExceptionCodes.of(e);
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return;
    }
    if (failure.code().isTransient()) {
      LOG.warnf(
          "%s waits and is tried again: table=%s code=%s cause=%s",
          work, table.name(), failure.code().value(), ExceptionCodes.message(failure));
      return;
    }
    fail(table, failure, SqlStates.state(e));
  }

  /// As {@link #fail}, for callers that learn of the failure only once.
  ///
  /// @throws PlimsollException if it could not be stored
  public void note(ExtractTable table, PlimsollException failure, @Nullable String sqlState) {
    database.tell(connection -> note(connection, table, failure, sqlState));
    relay.wake();
  }

  /// As {@link #note}, in the caller's transaction; the relay is the caller's to wake.
  public void note(
      Connection connection,
      ExtractTable table,
      PlimsollException failure,
      @Nullable String sqlState)
      throws SQLException {
    LoadToken now = TableRows.lock(connection, table.id()).loading().token();
    if (!now.equals(table.loading().token())) {
      LOG.infof("a failure of before a retry changes nothing: table=%s", table.name());
      return;
    }
    ErrorCode code = failure.code();
    String message = String.valueOf(failure.getMessage());
    try (LogIds _ = LogIds.of(LogIds.EXTRACT, table.extractId()).and(LogIds.TABLE, table.name())) {
      if (code == ErrorCode.INTERNAL) {
        LOG.errorf(failure, "table failed: table=%s code=%s", table.name(), code.value());
      } else {
        LOG.warnf("table failed: table=%s code=%s cause=%s", table.name(), code.value(), message);
      }
    }
    progress.fail(connection, table.id(), code, message, sqlState);
  }
}
