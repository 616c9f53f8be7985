package dev.plimsoll.analysis;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;

/// Opener of sessions of the database that is analysed, in auto-commit mode.
public interface TargetSessions {
  /// A session that finds names in `pg_catalog` alone.
  ///
  /// @throws PlimsollException why the connection fails
  Connection pinned();

  /// A session with its role's `search_path`, for statements written by others.
  ///
  /// @throws PlimsollException why the connection fails
  Connection byRolesPath();
}
