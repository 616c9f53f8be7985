package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Asks MariaDB for rows and digest.
final class MariaDbDigest {
  private MariaDbDigest() {}

  /// @param session in which nothing is being read
  /// @throws PlimsollException INVALID_REQUEST where rows are too long for the server to make one
  ///     text of; else what it says
  static TableDigest ask(MariaDbSession session, MariaDbTable table, String sql) {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long tooLong = row.getLong("too_long");
      if (tooLong > 0) {
        throw PlimsollException.invalidRequest(
            "%s has %d rows here whose text is longer than the server's max_allowed_packet, so it cannot"
                    .formatted(table.name(), tooLong)
                + " compute their digest: ask for the proof of the file");
      }
      return new TableDigest(row.getLong("row_count"), row.getString("digest"));
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }
}
