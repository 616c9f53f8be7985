package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import java.sql.SQLException;

/// A whole table of a MariaDB: one streamed statement, and what the server says of it afterwards.
final class MariaDbWhole implements WholeTable {
  private final MariaDbSession session;
  private final MariaDbTable table;

  private MariaDbWhole(MariaDbSession session, MariaDbTable table) {
    this.session = session;
    this.table = table;
  }

  /// Its rows alone, of which no digest can be asked.
  ///
  /// @param session ended with this
  static MariaDbWhole of(MariaDbSession session, MariaDbTable table) {
    return new MariaDbWhole(session, table);
  }

  /// All of one moment, which is now.
  ///
  /// @param session ended with this, or when this fails
  static MariaDbWhole begin(MariaDbSession session, MariaDbTable table) {
    try {
      session.begin();
      return new MariaDbWhole(session, table);
    } catch (SQLException e) {
      session.close();
      throw MariaDbErrors.of(e);
    }
  }

  @Override
  public SourceRows rows() {
    return MariaDbRows.of(session, table, MariaDbQuery.all(table), session::abort);
  }

  @Override
  public TableDigest digest() {
    return MariaDbDigest.ask(session, table, MariaDbQuery.digest(table));
  }

  @Override
  public void close() {
    session.close();
  }
}
