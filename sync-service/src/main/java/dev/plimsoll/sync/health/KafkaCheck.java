package dev.plimsoll.sync.health;

import dev.plimsoll.kafka.client.ProcessAdmin;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Readiness of Kafka: a broker answers; an assigned partition is not required.
@Readiness
@Singleton
public final class KafkaCheck implements HealthCheck {
  private static final String NAME = "Kafka";
  private static final int TIMEOUT_MILLIS = 3_000;

  private final ProcessAdmin admin;

  public KafkaCheck(ProcessAdmin admin) {
    this.admin = admin;
  }

  @Override
  public HealthCheckResponse call() {
    try {
      DescribeClusterOptions within = new DescribeClusterOptions().timeoutMs(TIMEOUT_MILLIS);
      int nodes =
          admin
              .get()
              .describeCluster(within)
              .nodes()
              .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
              .size();
      return HealthCheckResponse.named(NAME).status(nodes > 0).withData("nodes", nodes).build();
    } catch (ExecutionException | TimeoutException e) {
      return HealthCheckResponse.named(NAME).down().withData("cause", String.valueOf(e)).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HealthCheckResponse.named(NAME).down().build();
    }
  }
}
