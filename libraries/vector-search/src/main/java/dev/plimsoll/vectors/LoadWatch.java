package dev.plimsoll.vectors;

import dev.plimsoll.postgres.catalog.ServerLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The server's load, looked at now and then. Thread-safe.
final class LoadWatch {
  private static final Duration FRESH = Duration.ofSeconds(2);

  private record Seen(ServerLoad load, long at) {}

  private volatile @Nullable Seen last;

  ServerLoad of(Connection connection) throws SQLException {
    @Nullable Seen seen = last;
    if (seen == null || System.nanoTime() - seen.at() > FRESH.toNanos()) {
      seen = new Seen(ServerLoad.of(connection), System.nanoTime());
      last = seen;
    }
    return seen.load();
  }
}
