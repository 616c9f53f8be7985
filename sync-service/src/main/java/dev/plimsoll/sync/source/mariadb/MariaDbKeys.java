package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.source.KeySession;
import dev.plimsoll.sync.source.SourceRows;
import dev.plimsoll.sync.source.SplitRange;
import dev.plimsoll.sync.sparse.IdWindow;
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
  private final @Nullable MariaDbMoment moment;

  /// @param session ended with this; of a moment, given back to it
  /// @param moment that is read of; null where each query has its own
  MariaDbKeys(MariaDbSession session, MariaDbTable table, @Nullable MariaDbMoment moment) {
    this.session = session;
    this.table = table;
    this.moment = moment;
  }

  @Override
  public SourceRows rows(SplitRange range, List<String> after) {
    return MariaDbRows.of(session, table, MariaDbQuery.rows(table, range, after), this::stop);
  }

  // One that cannot be stopped is given up: the moment has others.
  private void stop() throws SQLException {
    if (moment == null) {
      session.abort();
      return;
    }
    try {
      moment.stop(session);
    } catch (SQLException | PlimsollException e) {
      session.abort();
    }
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
