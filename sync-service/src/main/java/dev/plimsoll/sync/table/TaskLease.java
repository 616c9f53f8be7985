package dev.plimsoll.sync.table;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Lease of a read task: a session-level advisory lock, which ends with this process and depends
/// on no clock. Also used for other things with an id.
public final class TaskLease implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TaskLease.class);

  private static final String TRY =
      "SELECT pg_try_advisory_lock(hashtextextended('plimsoll.sync.read_task.' || ?, 0))";
  private static final String RELEASE =
      "SELECT pg_advisory_unlock(hashtextextended('plimsoll.sync.read_task.' || ?, 0))";

  private final Connection session;
  private final UUID readTaskId;

  private TaskLease(Connection session, UUID readTaskId) {
    this.session = session;
    this.readTaskId = readTaskId;
  }

  /// Tries to acquire the lease; null if another session has it.
  public static @Nullable TaskLease tryAcquire(SyncDatabase database, UUID readTaskId)
      throws SQLException {
    Connection session = database.session();
    try {
      if (ask(session, TRY, readTaskId)) {
        return new TaskLease(session, readTaskId);
      }
    } catch (SQLException e) {
      session.close();
      throw e;
    }
    session.close();
    return null;
  }

  private static boolean ask(Connection session, String sql, UUID readTaskId) throws SQLException {
    return Sql.of(session, sql, readTaskId.toString()).one(row -> row.getBoolean(1));
  }

  @Override
  public void close() {
    try {
      ask(session, RELEASE, readTaskId);
    } catch (SQLException e) {
      LOG.warnf(
          "the session of a read task's lease broke: task=%s cause=%s",
          readTaskId, ExceptionCodes.message(e));
      abort();
    } finally {
      try {
        session.close();
      } catch (SQLException e) {
        LOG.debugf("closing a broken session: %s", ExceptionCodes.message(e));
      }
    }
  }

  // A session that may still hold the lock must not return to the pool.
  private void abort() {
    try {
      session.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debugf("aborting a broken session: %s", ExceptionCodes.message(e));
    }
  }
}
