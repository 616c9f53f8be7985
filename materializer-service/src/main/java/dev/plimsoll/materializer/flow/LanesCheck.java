package dev.plimsoll.materializer.flow;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Down while offsets stand still, in `/q/health/well` and so in `/q/health`. No reason to take a
/// pod out of service: another one would meet the same.
@Wellness
@Singleton
public final class LanesCheck implements HealthCheck {
  private static final String NAME = "log-lanes";

  private final StalledLanes standStill;

  public LanesCheck(StalledLanes standStill) {
    this.standStill = standStill;
  }

  @Override
  public HealthCheckResponse call() {
    String lanes =
        String.join(",", standStill.lanes().stream().map(lane -> Integer.toString(lane)).toList());
    return HealthCheckResponse.named(NAME)
        .status(lanes.isEmpty())
        .withData("lanesStandingStill", lanes)
        .build();
  }
}
