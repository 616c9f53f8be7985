package dev.plimsoll.builder.lane;

import static dev.plimsoll.builder.lane.BuilderProcessIT.BUILDING;
import static dev.plimsoll.builder.lane.BuilderProcessIT.command;
import static dev.plimsoll.builder.lane.BuilderProcessIT.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.builder.run.OwnStack;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The broker is killed under a builder in the middle of a build, and comes back: what a person
/// decides then is heard, as if nothing had been.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BrokerLossIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(120);

  @TempDir private Path folder;

  @Test
  void aCancelIsHeardAfterTheBrokerCameBack(Stack shared) throws Exception {
    // Given a builder on a broker of its own, in the middle of a build
    TestDatabase database = shared.createDatabase("broker_loss");
    String prefix = "broker-loss.";
    try (OwnStack broker = OwnStack.start(folder);
        Wire wire = new Wire(prefix, broker.kafkaBootstrap());
        Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 1000) g");
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      String bootstrap = broker.kafkaBootstrap();
      Process builder =
          BuilderProcessIT.start(prefix, folder.resolve("builder.log"), broker.kafkaBootstrap());
      try {
        wire.register(BuilderProcessIT.DATABASE, database.address());
        BuildCommand build = command();
        wire.send(build);
        await().atMost(LONG_ENOUGH).until(() -> number(database, BUILDING) == 1);

        // When the broker is killed and comes back
        broker.kill();
        await()
            .during(Duration.ofSeconds(3))
            .atMost(LONG_ENOUGH)
            .until(() -> builder.isAlive() && number(database, BUILDING) == 1);
        broker.restart();
        assertThat(broker.kafkaBootstrap()).isEqualTo(bootstrap);
        wire.cancel(build);

        // Then the build is stopped, says so, and leaves nothing
        assertThat(wire.end(build))
            .isInstanceOfSatisfying(
                BuildEvent.Cancelled.class, it -> assertThat(it.by()).isEqualTo("ann"));
        assertThat(number(database, BUILDING)).isZero();
        snapshot.rollback();
        assertThat(number(database, "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"))
            .isZero();

        // And its slot takes the next build
        BuildCommand next = command();
        wire.send(next);
        assertThat(wire.end(next)).isInstanceOf(BuildEvent.Succeeded.class);
      } finally {
        builder.destroyForcibly().waitFor();
      }
    }
  }
}
