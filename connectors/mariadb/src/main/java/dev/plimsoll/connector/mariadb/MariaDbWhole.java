package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;

/// A whole table of a MariaDB: one streamed statement, and what the server says of it afterwards.
///
/// @param session ended with this; in a transaction where a digest is going to be asked for
record MariaDbWhole(MariaDbSession session, MariaDbTable table) implements WholeTable {
  @Override
  public SourceRows rows() {
    return MariaDbRows.of(session, table, MariaDbQuery.all(table), session::abort);
  }

  @Override
  public TableDigest digest() {
    return MariaDbDigestSql.ask(session, table, MariaDbQuery.digest(table));
  }

  @Override
  public void close() {
    session.close();
  }
}
