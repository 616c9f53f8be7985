package dev.plimsoll.sync.load;

import dev.plimsoll.sync.receipt.DigestSql;
import dev.plimsoll.sync.source.SourceDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

/// The keys that a table of PostgreSQL has.
///
/// @param session in a transaction of its snapshot; ended with this
/// @param only without what inherits from the table
record PostgresSourceKeys(Connection session, KeySql sql, boolean only) implements SourceKeys {

  @Override
  public Optional<SourceDigest> digest(KeyRange range, long most) throws SQLException {
    return Optional.of(digest(session, sql, sql.rows(range, only, most)));
  }

  /// @param rows what follows FROM
  static SourceDigest digest(Connection session, KeySql sql, String rows) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(DigestSql.ofRows(rows, sql.key()))) {
      row.next();
      return new SourceDigest(row.getLong("row_count"), row.getString("digest"));
    }
  }

  // By equality, which needs no second look at how a key is written.
  @Override
  public Answer ask(RowVersions rows) throws SQLException {
    return new Answer(rows.keys(sql.key().size()).select(session, sql.missing(only)), Map.of());
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
