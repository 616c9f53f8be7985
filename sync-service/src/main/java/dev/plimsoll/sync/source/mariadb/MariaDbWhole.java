package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.sync.source.SourceDigest;
import dev.plimsoll.sync.source.SourceRows;
import java.sql.SQLException;

/// A whole table at one moment: its rows, and what the server says of them afterwards.
public final class MariaDbWhole implements AutoCloseable {
  private final MariaDbSession session;
  private final MariaDbTable table;

  private MariaDbWhole(MariaDbSession session, MariaDbTable table) {
    this.session = session;
    this.table = table;
  }

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

  /// All rows, in one streamed statement. Where they are not read to their end, nothing more can be
  /// asked.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with what the server says
  public SourceRows rows() {
    return MariaDbRows.of(session, table, MariaDbQuery.all(table), session::abort);
  }

  /// Of all rows.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the server
  ///     cannot compute it
  public SourceDigest digest() {
    return MariaDbDigest.ask(session, table, MariaDbQuery.digest(table));
  }

  @Override
  public void close() {
    session.close();
  }
}
