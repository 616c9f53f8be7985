package dev.plimsoll.postgres.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// A row that a process leaves in the database: where it is missing, the database has gone back to
/// before the process wrote it. Connections are in auto-commit mode.
public interface Witness {
  boolean isThere(Connection connection, UUID witness) throws SQLException;

  void write(Connection connection, UUID witness) throws SQLException;
}
