package dev.plimsoll.planner.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Tells servers apart.
public interface Servers {
  /// Of the server that is asked: the same for all its databases, whatever its name or address.
  ///
  /// @return null where nobody may know
  @Nullable String identifier(Connection connection) throws SQLException;
}
