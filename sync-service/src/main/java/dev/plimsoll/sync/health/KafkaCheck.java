package dev.plimsoll.sync.health;

import dev.plimsoll.kafka.client.ClientProperties;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Readiness of Kafka: a broker answers; an assigned partition is not required.
@Readiness
@Singleton
public final class KafkaCheck implements HealthCheck {
  private static final String NAME = "Kafka";
  private static final int TIMEOUT_MILLIS = 3_000;

  private final Admin admin;

  public KafkaCheck(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    admin =
        Admin.create(
            ClientProperties.of(
                kafka,
                "plimsoll-sync-health",
                Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS - 1_000)));
  }

  @Override
  public HealthCheckResponse call() {
    try {
      int nodes = admin.describeCluster().nodes().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).size();
      return HealthCheckResponse.named(NAME).status(nodes > 0).withData("nodes", nodes).build();
    } catch (ExecutionException | TimeoutException e) {
      return HealthCheckResponse.named(NAME).down().withData("cause", String.valueOf(e)).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HealthCheckResponse.named(NAME).down().build();
    }
  }

  @PreDestroy
  void close() {
    admin.close();
  }
}
