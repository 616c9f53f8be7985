package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.HealthCheck;
import dev.plimsoll.health.HealthReport;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.postgres.catalog.CatalogScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The services' own tables, as `./plimsoll advise` sees them.
final class OwnSchemas {
  private OwnSchemas() {}

  /// After work: nothing that wants attention now or soon.
  static void assertHealthy(SystemUnderTest plimsoll) throws SQLException {
    try (Connection connection = plimsoll.openControl()) {
      HealthReport report = HealthCheck.of(connection, CatalogScope.ALL, HealthOptions.DEFAULT);
      List<HealthFinding> urgent =
          report.findings().stream().filter(finding -> finding.priority() <= 2).toList();
      assertThat(report.work().tables()).as("tables of ours").isGreaterThan(10);
      assertThat(urgent).as("what is wrong with our own tables").isEmpty();
    }
  }
}
