package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A whole table in PostgreSQL: one binary COPY.
///
/// @param session of the table's sessions; ended with this
record PostgresWhole(TableSessions sessions, Connection session) implements WholeTable {

  @Override
  public SourceRows rows() throws SQLException {
    RowGuard guard = sessions.guard();
    return CopyRows.guarded(session, RangeQuery.copy(guard), guard);
  }

  @Override
  public TableDigest digest() throws SQLException {
    return sessions.digest(List.of(RangeQuery.where(sessions.table())));
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
