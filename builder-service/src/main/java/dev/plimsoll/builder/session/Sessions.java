package dev.plimsoll.builder.session;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;

/// Sessions of target databases.
public interface Sessions {
  /// @throws PlimsollException where the database refuses or does not answer
  Connection open(DatabaseAddress database, String applicationName);

  /// Opens a new session of another database of the server, by the same user.
  ///
  /// @throws PlimsollException where it refuses or does not answer
  Connection openBeside(DatabaseAddress database, String other, String applicationName);

  /// Takes back a session after its work, with auto-commit and nothing running, for reuse. Its
  /// locks and settings are released before this returns.
  void keep(DatabaseAddress database, Connection connection);

  default OneDatabase of(DatabaseAddress database, String applicationName) {
    return new OneDatabase(this, database, applicationName);
  }

  /// Sessions of one database under one application name.
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
