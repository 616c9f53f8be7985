package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.postgres.history.Sentinel;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// Sentinel rows of processes in the log: a process without its row forgets its caches.
public final class MemorySentinel implements Sentinel {
  private static final String FIND = "SELECT FROM memory_witness w WHERE w.witness = ?";
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
    return Sql.of(connection, FIND, sentinel).exists();
  }

  @Override
  public void write(Connection connection, UUID sentinel) throws SQLException {
    Sql.of(connection, WRITE, sentinel).update();
  }
}
