package dev.plimsoll.materializer.flow;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Down while offsets stand still, in `/q/health/well` and so in `/q/health`. No reason to take a
/// pod out of service: another one would meet the same.
@Wellness
@Singleton
public final class ShardsCheck implements HealthCheck {
  private static final String NAME = "log-shards";

  private final StalledShards standStill;

  public ShardsCheck(StalledShards standStill) {
    this.standStill = standStill;
  }

  @Override
  public HealthCheckResponse call() {
    String shards =
        String.join(
            ",", standStill.shards().stream().map(shard -> Integer.toString(shard)).toList());
    return HealthCheckResponse.named(NAME)
        .status(shards.isEmpty())
        .withData("shardsStandingStill", shards)
        .build();
  }
}
