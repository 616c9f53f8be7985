package dev.plimsoll.periodic;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/// Health check of periodic tasks: down while one keeps failing or stands still. It is part of
/// `/q/health/well`, not of readiness: another pod would fail the same way, and this one's other
/// work goes on.
@Wellness
@Singleton
public final class WorkCheck implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    List<WorkState> states = RunningWork.states();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("periodic-work")
            .status(states.stream().noneMatch(WorkState::ill))
            .withData("tasks", states.size());
    states.stream()
        .filter(WorkState::ill)
        .forEach(state -> response.withData(state.name(), state.description()));
    return response.build();
  }
}
