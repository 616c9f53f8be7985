package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A port that was free when the stack chose it, and that another takes before Kafka does.
@Execution(ExecutionMode.CONCURRENT)
final class TakenPortIT {
  @TempDir private Path folder;

  @Test
  void theStackStartsOnAnotherPort() throws Exception {
    // given someone who takes the port for Kafka's clients as soon as it is chosen
    Path data = folder.resolve("data");
    try (ServerSocket other = new ServerSocket()) {
      CompletableFuture<Integer> taken =
          CompletableFuture.supplyAsync(() -> take(other, data.resolve("ports.properties")));

      // when a stack starts that may use any port
      try (EmbeddedStack stack =
          EmbeddedStack.start(StackOptions.parse(List.of("--data", data.toString())))) {
        // then it runs, on another one
        assertThat(stack.description().kafka().bootstrap())
            .isNotEqualTo("127.0.0.1:" + taken.join());
        try (Admin admin = StackUnderTest.admin(stack.description())) {
          assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
      }
    }
  }

  private static int take(ServerSocket other, Path ports) {
    int port =
        await()
            .pollInterval(Duration.ofMillis(5))
            .pollDelay(Duration.ZERO)
            .atMost(Duration.ofMinutes(1))
            .until(() -> kafkaPort(ports), chosen -> chosen > 0);
    try {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IllegalStateException("Kafka was faster: the test shows nothing", e);
    }
    return port;
  }

  private static int kafkaPort(Path ports) {
    Properties chosen = new Properties();
    if (Files.exists(ports)) {
      try (InputStream file = Files.newInputStream(ports)) {
        chosen.load(file);
      } catch (IOException e) {
        return 0; // asked for again
      }
    }
    return Integer.parseInt(chosen.getProperty("kafka", "0"));
  }
}
