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

/// Ranges of keys in MariaDB: each one streamed statement.
final class MariaDbKeys implements KeySession {
  private final MariaDbSession session;
  private final MariaDbTable table;
  private final @Nullable MariaDbStopper stopper;
  private final @Nullable MariaDbSharedSnapshot moment;

  /// @param session ended with this, or given back to the moment that others share
  /// @param stopper null where each query is of a moment of its own
  /// @param moment null where no others share it
  MariaDbKeys(
      MariaDbSession session,
      MariaDbTable table,
      @Nullable MariaDbStopper stopper,
      @Nullable MariaDbSharedSnapshot moment) {
    this.session = session;
    this.table = table;
    this.stopper = stopper;
    this.moment = moment;
  }

  /// Each query of a moment of its own; nothing is said of them afterwards.
  ///
  /// @param session ended with this
  static MariaDbKeys each(MariaDbSession session, MariaDbTable table) {
    return new MariaDbKeys(session, table, null, null);
  }

  @Override
  public SourceRows rows(ReadRange range, List<String> after) {
    return MariaDbRows.of(session, table, MariaDbQuery.rows(table, range, after), this::stop);
  }

  // One that cannot be stopped is given up: the moment has others.
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

  /// No other session of this server sees it.
  @Override
  public boolean hasItsOwnMoment() {
    return stopper != null;
  }

  @Override
  public TableDigest digest(ReadRange range, List<String> after, List<String> upTo) {
    // What has stopped the rows may come late, and stop whatever is asked next.
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
