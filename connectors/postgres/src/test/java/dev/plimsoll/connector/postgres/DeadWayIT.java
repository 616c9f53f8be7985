package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.FaultProxy;
import dev.plimsoll.testkit.Stack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// A session that holds a snapshot, by a way that says nothing any more.
final class DeadWayIT {
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  private static CompletableFuture<Boolean> look(Connection session, Duration silence) {
    return CompletableFuture.supplyAsync(
        () -> PostgresSnapshot.isAlive(session, silence), task -> Thread.ofVirtual().start(task));
  }

  @Test
  void itIsNotWaitedFor() throws SQLException, IOException {
    try (FaultProxy way = FaultProxy.to(Stack.get().createDatabase("dead_way").address());
        Connection session =
            new PostgresConnections(System.getenv()).open(way.address(), "dead way test")) {
      assertThat(look(session, LONG_ENOUGH)).succeedsWithin(LONG_ENOUGH).isEqualTo(true);

      way.swallow();

      assertThat(look(session, SILENCE)).succeedsWithin(LONG_ENOUGH).isEqualTo(false);
    }
  }
}
