package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Key ranges of a MariaDB table, each read by one streamed statement.
///
/// @param session closed with this, or returned to the shared snapshot
/// @param stopper null where each query has a snapshot of its own
/// @param moment null for a snapshot that is not shared
record MariaDbKeys(
    MariaDbSession session,
    MariaDbTable table,
    @Nullable MariaDbStopper stopper,
    @Nullable MariaDbSharedSnapshot moment)
    implements KeySession {
  @Override
  public SourceRows rows(ReadRange range, List<String> after) {
    return MariaDbRows.of(session, table, MariaDbQuery.rows(table, range, after), this::stop);
  }

  // A session that cannot be stopped is aborted: the snapshot has others.
  private void stop() throws SQLException {
    if (stopper == null) {
      session.abort();
      return;
    }
    try {
      stopper.stop(session);
    } catch (SQLException | PlimsollException e) {
      session.abort();
    }
  }

  @Override
  public boolean hasItsOwnMoment() {
    return stopper != null;
  }

  @Override
  public TableDigest digest(ReadRange range, List<String> after, List<String> upTo) {
    // A late KILL of the row query may hit the next statement.
    if (!session.isInTransaction()) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the session that " + table.name() + " was read in has ended");
    }
    return MariaDbDigestSql.ask(session, table, MariaDbQuery.digest(table, range, after, upTo));
  }

  @Override
  public boolean isBefore(List<String> key, String bound) {
    return session.one(MariaDbQuery.isBefore(table, key, bound), row -> row.getBoolean(1));
  }

  @Override
  public Optional<IdWindow> ids() {
    return session.one(
        MariaDbQuery.ids(table),
        row -> {
          long first = row.getLong(1);
          return row.wasNull()
              ? Optional.empty()
              : Optional.of(new IdWindow(first, row.getLong(2)));
        });
  }

  @Override
  public void close() {
    if (moment == null) {
      session.close();
    } else {
      moment.giveBack(session);
    }
  }
}
