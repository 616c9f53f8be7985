package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.table.BlockRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// Ranges of a heap's blocks in PostgreSQL: each a binary COPY.
///
/// @param session of the table's sessions; ended with this
record PostgresBlocks(TableSessions sessions, Connection session) implements BlockSession {

  @Override
  public SourceRows rows(BlockRange range) throws SQLException {
    RowGuard guard = sessions.guard();
    return CopyRows.guarded(session, RangeQuery.copyBlocks(guard, range), guard);
  }

  // The same snapshot has the same rows in the same order.
  @Override
  public Optional<String> place(BlockRange range, long rowsBefore) throws SQLException {
    try (Connection other = sessions.open();
        Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(RangeQuery.place(sessions.table(), range, rowsBefore))) {
      return row.next() ? Optional.of("the row with ctid = " + row.getString(1)) : Optional.empty();
    }
  }

  @Override
  public TableDigest digest(List<BlockRange> ranges) throws SQLException {
    return sessions.digest(
        ranges.stream().map(range -> RangeQuery.where(sessions.table(), range)).toList());
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
