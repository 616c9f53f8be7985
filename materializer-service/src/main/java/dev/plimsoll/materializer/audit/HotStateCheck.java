package dev.plimsoll.materializer.audit;

import dev.plimsoll.offsetlog.audit.HotState;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Ready means: the database answers, and every partition's next offset is the end of its last
/// segment.
@Readiness
@Singleton
public final class HotStateCheck implements HealthCheck {
  private static final String NAME = "log-offsets";

  private final HotState hotState;
  private final HotStateGauges gauges;

  public HotStateCheck(HotState hotState, HotStateGauges gauges) {
    this.hotState = hotState;
    this.gauges = gauges;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
    try {
      HotState.Look look = hotState.look();
      gauges.update(look);
      return response
          .status(look.tornPartitions() == 0)
          .withData("partitions", look.partitions())
          .withData("tornPartitions", look.tornPartitions())
          .withData("pendingBatches", look.pendingBatches())
          .withData("untoldRecords", look.untoldRecords())
          .build();
    } catch (SQLException e) {
      // Its text may name users and hosts; the state says enough.
      return response.down().withData("sqlState", String.valueOf(e.getSQLState())).build();
    }
  }
}
