package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ranges of keys in MariaDB: each one streamed statement.
final class MariaDbKeys implements KeySession {
  private final MariaDbSession session;
  private final MariaDbTable table;
  private final @Nullable MariaDbStopper stopper;
  private final @Nullable MariaDbSharedSnapshot moment;

  private MariaDbKeys(
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

  /// All queries of one moment, which is now.
  ///
  /// @param session ended with this
  static MariaDbKeys together(MariaDbSession session, MariaDbTable table, MariaDbStopper stopper) {
    try {
      session.begin();
      return new MariaDbKeys(session, table, stopper, null);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  /// All queries of a moment that others share.
  ///
  /// @param session given back to it
  static MariaDbKeys of(MariaDbSession session, MariaDbTable table, MariaDbSharedSnapshot moment) {
    return new MariaDbKeys(session, table, moment.stopper(), moment);
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
    return MariaDbDigest.ask(session, table, MariaDbQuery.digest(table, range, after, upTo));
  }

  @Override
  public boolean isBefore(List<String> key, String bound) {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(MariaDbQuery.isBefore(table, key, bound))) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  @Override
  public Optional<IdWindow> ids() {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(MariaDbQuery.ids(table))) {
      row.next();
      long first = row.getLong(1);
      return row.wasNull() ? Optional.empty() : Optional.of(new IdWindow(first, row.getLong(2)));
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
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
