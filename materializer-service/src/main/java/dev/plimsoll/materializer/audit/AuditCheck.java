package dev.plimsoll.materializer.audit;

import dev.plimsoll.offsetlog.audit.AuditTurns;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Health of the log: down after findings of an audit. In `/q/health/well` for alerts, not in
/// readiness, which would take every pod out of service. Topics are not named: health is public.
@Wellness
@Singleton
public final class AuditCheck implements HealthCheck {
  private final BackgroundAudit audit;
  private final HotStateCheck hotState;

  public AuditCheck(BackgroundAudit audit, @Readiness HotStateCheck hotState) {
    this.audit = audit;
    this.hotState = hotState;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("log-audit");
    Optional<AuditTurns.Last> last = audit.last();
    long torn = hotState.tornPartitions();
    response
        .status(torn == 0 && last.map(turn -> turn.findings() == 0).orElse(true))
        .withData("tornPartitions", torn);
    last.ifPresent(
        turn ->
            response
                .withData("endedAt", turn.endedAt().toString())
                .withData("findings", turn.findings())
                .withData("lagRecords", turn.lagRecords()));
    return response.build();
  }
}
