package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// Ranges of keys in PostgreSQL: each a binary COPY.
///
/// @param session of the table's sessions; ended with this
record PostgresKeys(TableSessions sessions, Connection session) implements KeySession {
  private static final String IDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint%2$s";

  @Override
  public SourceRows rows(ReadRange range, List<String> after) throws SQLException {
    RowGuard guard = sessions.guard();
    return CopyRows.guarded(session, RangeQuery.copy(guard, range, after), guard);
  }

  @Override
  public boolean isBefore(List<String> key, String bound) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(RangeQuery.isBefore(sessions.table(), key, bound))) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public Optional<IdWindow> ids() throws SQLException {
    String key = Identifiers.quote(sessions.table().key().getFirst());
    String sql = IDS.formatted(key, RangeQuery.from(sessions.table()));
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long first = row.getLong(1);
      return row.wasNull() ? Optional.empty() : Optional.of(new IdWindow(first, row.getLong(2)));
    }
  }

  @Override
  public boolean hasItsOwnMoment() {
    return false;
  }

  @Override
  public TableDigest digest(ReadRange range, List<String> after, List<String> upTo)
      throws SQLException {
    return sessions.digest(List.of(RangeQuery.where(sessions.table(), range, after, upTo)));
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
