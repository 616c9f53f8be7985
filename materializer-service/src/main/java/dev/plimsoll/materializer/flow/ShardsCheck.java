package dev.plimsoll.materializer.flow;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Health of offset assignment: down while shards are stalled. In `/q/health/well`, not in
/// readiness, since another pod would be no better.
@Wellness
@Singleton
public final class ShardsCheck implements HealthCheck {
  private final StalledShards standStill;

  public ShardsCheck(StalledShards standStill) {
    this.standStill = standStill;
  }

  @Override
  public HealthCheckResponse call() {
    String shards =
        String.join(
            ",", standStill.shards().stream().map(shard -> Integer.toString(shard)).toList());
    return HealthCheckResponse.named("log-shards")
        .status(shards.isEmpty())
        .withData("shardsStandingStill", shards)
        .build();
  }
}
