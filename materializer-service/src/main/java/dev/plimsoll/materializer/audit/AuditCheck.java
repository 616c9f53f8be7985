package dev.plimsoll.materializer.audit;

import dev.plimsoll.offsetlog.audit.AuditTurns;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Down while something is wrong with the log. It is of `/q/health/well` and not of readiness:
/// every pod would be taken out of service at once, and with them the partitions of which nothing
/// is wrong. Somebody is to be called instead.
///
/// Names of topics are not for everybody: the log and the API have them.
@Wellness
@Singleton
public final class AuditCheck implements HealthCheck {
  private static final String NAME = "log-audit";

  private final BackgroundAudit audit;
  private final HotStateCheck hotState;

  public AuditCheck(BackgroundAudit audit, @Readiness HotStateCheck hotState) {
    this.audit = audit;
    this.hotState = hotState;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
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
