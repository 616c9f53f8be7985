package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.log.LogServer;
import dev.plimsoll.contracts.log.LogServer.Finding;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;

/// Harmful settings of the server, in startup health. Never down for findings.
@Startup
@Singleton
public final class SettingsCheck implements HealthCheck {
  private final ServerCheck server;

  public SettingsCheck(ServerCheck server) {
    this.server = server;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("postgresql-settings");
    try {
      LogServer look = server.look();
      response
          .up()
          .withData("version", look.version())
          .withData("findings", look.findings().size());
      for (Finding finding : look.findings()) {
        response.withData(finding.setting(), finding.rawSeverity() + ": " + finding.value());
      }
      return response.build();
    } catch (SQLException e) {
      return response.down().withData("sqlState", String.valueOf(e.getSQLState())).build();
    }
  }
}
