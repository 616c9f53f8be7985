package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.source.TableDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keys of a PostgreSQL table.
///
/// @param session in a transaction of its snapshot; closed with this
/// @param only without inheriting tables
public record PostgresSourceKeys(Connection session, KeySql sql, boolean only)
    implements SourceKeys {
  @Override
  public Optional<TableDigest> digest(KeyRange range, long most) throws SQLException {
    return Optional.of(digest(session, sql, sql.rows(range, only, most)));
  }

  public static TableDigest digest(Connection session, KeySql sql, String rows)
      throws SQLException {
    return DigestSql.ask(session, DigestSql.ofRows(rows, sql.key()));
  }

  // By equality: no key is reported with another spelling.
  @Override
  public Answer ask(List<List<String>> keys) throws SQLException {
    KeyTexts texts = KeyTexts.of(keys, sql.key().size());
    return new Answer(texts.select(session, sql.missing(only)), Map.of());
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
