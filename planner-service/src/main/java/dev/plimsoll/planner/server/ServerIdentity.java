package dev.plimsoll.planner.server;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Identity of servers.
public interface ServerIdentity {
  /// The same for all databases of a server, whatever its name or address. Returns null where the
  /// role may not read it.
  @Nullable String identifier(Connection connection) throws SQLException;
}
