package dev.plimsoll.materializer.flow;

import dev.plimsoll.materializer.flow.HeldSnapshots.Look;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// What keeps batches from getting in or getting on. It is never a reason to be taken out of
/// service: another pod would meet the same. Users and applications are not for everybody: the log
/// and the API name them.
@Readiness
@Singleton
public final class FlowCheck implements HealthCheck {
  private static final String NAME = "log-flow";

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
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
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
