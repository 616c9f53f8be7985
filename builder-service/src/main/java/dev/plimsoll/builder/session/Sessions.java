package dev.plimsoll.builder.session;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;

/// Sessions of targets.
public interface Sessions {
  /// @throws PlimsollException where the database refuses or does not answer
  Connection open(DatabaseAddress database, String applicationName);

  /// Of another database of the same server, by the same user; never a kept one.
  ///
  /// @throws PlimsollException where it refuses or does not answer
  Connection openBeside(DatabaseAddress database, String other, String applicationName);

  /// Takes over a session that has done its work, auto-commit on and nothing under way: for whoever
  /// opens the next one. What it holds, its advisory locks too, is given back before this returns.
  void keep(DatabaseAddress database, Connection connection);

  /// Those of one database for one purpose.
  default OneDatabase of(DatabaseAddress database, String applicationName) {
    return new OneDatabase(this, database, applicationName);
  }

  /// Sessions of one database, all by one name.
  record OneDatabase(Sessions sessions, DatabaseAddress database, String applicationName) {
    /// @throws PlimsollException as of [Sessions#open]
    public Connection open() {
      return sessions.open(database, applicationName);
    }

    /// As [Sessions#keep].
    public void keep(Connection connection) {
      sessions.keep(database, connection);
    }
  }
}
