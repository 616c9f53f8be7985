package dev.plimsoll.sync.lineage;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Says whether lineage is told, and is up whatever it says: an endpoint that is away must not take
/// a service out of work.
@Readiness
@Singleton
public final class LineageCheck implements HealthCheck {
  private final Lineage lineage;

  public LineageCheck(Lineage lineage) {
    this.lineage = lineage;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("OpenLineage").up();
    String where = lineage.where();
    if (where == null) {
      return response.withData("transport", "off").build();
    }
    response.withData("endpoint", where).withData("waiting", lineage.waiting());
    String failure = lineage.failure();
    return failure == null ? response.build() : response.withData("failure", failure).build();
  }
}
