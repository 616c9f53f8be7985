package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.postgres.history.Sentinel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// The sentinel rows of processes in the log: a process whose row is missing forgets what it
/// remembers.
public final class MemorySentinel implements Sentinel {
  private static final String FIND =
      "SELECT EXISTS (SELECT FROM memory_witness w WHERE w.witness = ?)";

  private static final String WRITE =
      """
      WITH old AS (
        DELETE FROM memory_witness w WHERE w.ctid = ANY (ARRAY(
          SELECT o.ctid FROM memory_witness o WHERE o.written_at < now() - interval '30 days'
          FOR UPDATE SKIP LOCKED))
      )
      INSERT INTO memory_witness (witness) VALUES (?)
      """;

  @Override
  public boolean isThere(Connection connection, UUID sentinel) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setObject(1, sentinel);
      try (ResultSet row = find.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Override
  public void write(Connection connection, UUID sentinel) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(WRITE)) {
      write.setObject(1, sentinel);
      write.executeUpdate();
    }
  }
}
