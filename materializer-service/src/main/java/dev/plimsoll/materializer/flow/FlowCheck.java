package dev.plimsoll.materializer.flow;

import dev.plimsoll.materializer.flow.HeldSnapshots.Look;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Backlog, gate and old snapshots in readiness. Never down, since another pod would be no
/// better. Users and applications are not named, since health is public.
@Readiness
@Singleton
public final class FlowCheck implements HealthCheck {
  private final BacklogGate gate;
  private final Intake intake;
  private final HeldSnapshots snapshots;

  public FlowCheck(BacklogGate gate, Intake intake, HeldSnapshots snapshots) {
    this.gate = gate;
    this.intake = intake;
    this.snapshots = snapshots;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("log-flow").up();
    BacklogGate.Sight sight = gate.last();
    response
        .withData("waitingBatches", sight.backlog().batches())
        .withData("oldestSeconds", sight.backlog().oldest().toSeconds())
        .withData("logEventsPaused", intake.paused());
    if (sight.state() instanceof GateState.Closed closed) {
      response.withData("closed", closed.reason());
    }
    Look look = snapshots.last();
    response
        .withData("snapshotHeldSeconds", look.held().toSeconds())
        .withData("deadRows", look.deadRows())
        .withData("snapshotAlert", look.alert() != null);
    if (look.alert() != null && look.oldest() != null) {
      response.withData("snapshotHeldBy", look.oldest().holder().kind());
    }
    return response.build();
  }
}
