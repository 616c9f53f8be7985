package dev.plimsoll.sync.source;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.sparse.IdWindow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ranges of keys in PostgreSQL: each a binary COPY.
///
/// @param session ended with this
/// @param guard of the table that is read
/// @param key columns to read by in order
public record PostgresKeys(Connection session, RowGuard guard, List<Column> key)
    implements KeySession {
  private static final String IDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint%2$s";

  @Override
  public SourceRows rows(SplitRange range, List<String> after) throws SQLException {
    return CopyRows.guarded(session, SplitQuery.copy(guard, key, range, after), guard);
  }

  @Override
  public boolean isBefore(List<String> values, String bound) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                SplitQuery.isBefore(guard.table(), guard.only(), key, values, bound))) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public @Nullable RangeDigest digest() {
    return null;
  }

  @Override
  public Optional<IdWindow> ids() throws SQLException {
    String sql =
        IDS.formatted(
            Identifiers.quote(key.getFirst().name()), SplitQuery.from(guard.table(), guard.only()));
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long first = row.getLong(1);
      return row.wasNull() ? Optional.empty() : Optional.of(new IdWindow(first, row.getLong(2)));
    }
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
