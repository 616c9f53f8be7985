package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.database.DatabaseAddress;
import java.sql.SQLException;

/// Cancels a session's statement without ending its transaction.
record MariaDbStopper(MariaDbConnections connector, DatabaseAddress address) {
  void stop(MariaDbSession session) throws SQLException {
    try (MariaDbSession other = connector.open(address, "plimsoll-sync stop")) {
      other.execute("KILL QUERY " + session.id());
    }
  }
}
