package dev.plimsoll.postgres.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// Row that a process leaves in the database: if it is missing, the database has gone back to an
/// earlier state. Connections are in auto-commit mode.
public interface Sentinel {
  boolean isThere(Connection connection, UUID sentinel) throws SQLException;

  void write(Connection connection, UUID sentinel) throws SQLException;
}
