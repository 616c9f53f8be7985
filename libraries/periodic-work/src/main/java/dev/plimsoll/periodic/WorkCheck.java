package dev.plimsoll.periodic;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/// Down while a periodic task fails again and again or stands still. It is of `/q/health/well` and
/// not of readiness: another pod would meet the same, and what else this one does goes on.
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
