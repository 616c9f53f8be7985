package dev.plimsoll.maintenance.check;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.HealthCheck;
import dev.plimsoll.health.HealthReport;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.TimePartitions;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Limits;
import dev.plimsoll.maintenance.decision.MaintenanceDecisions;
import dev.plimsoll.maintenance.decision.MaintenanceDecisions.OldPartition;
import dev.plimsoll.maintenance.decision.MaintenanceDecisions.Partitions;
import dev.plimsoll.maintenance.decision.MaintenancePolicy;
import dev.plimsoll.maintenance.decision.MaintenanceProposals;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Look at a database, which only reads.
///
/// @param proposals what follows from it under the policy
/// @param sizes of the largest tables and indexes
public record MaintenanceCheck(
    HealthReport report, MaintenanceProposals proposals, List<RelationSize> sizes) {
  public MaintenanceCheck {
    sizes = List.copyOf(sizes);
  }

  /// @param sampled whether rows are sampled to size indexes that seem bloated; without it only
  ///     what statistics leave no doubt of is a finding
  /// @param mostSizes relations whose size is wanted
  public record Request(
      HealthOptions options, MaintenancePolicy policy, boolean sampled, int mostSizes) {}

  /// @param connection in auto-commit mode; its settings are as before afterwards
  /// @throws PlimsollException where it cannot be read
  public static MaintenanceCheck of(Connection connection, Request request) {
    // What its searches would find is for a person to mend.
    Limits limits = request.options().limits().withSearchedIndexes(0);
    HealthOptions options =
        request.options().withLimits(request.sampled() ? limits : limits.withSampledTables(0));
    HealthReport report = HealthCheck.of(connection, CatalogScope.ALL, options);
    try {
      HealthSession session =
          HealthSession.begin(connection, limits.total(), limits.statement(), limits.lock());
      try {
        List<TimePartitions> byTime =
            session.attempt(() -> TimePartitions.read(session, CatalogScope.ALL), _ -> List.of());
        List<OldPartition> old =
            session.attempt(
                () -> OldPartitions.read(session, request.policy().retentions()), _ -> List.of());
        List<RelationSize> sizes =
            session.attempt(() -> RelationSize.read(session, request.mostSizes()), _ -> List.of());
        return new MaintenanceCheck(
            report,
            MaintenanceDecisions.of(
                report, new Partitions(byTime, old), request.policy(), report.asOf()),
            sizes);
      } finally {
        session.end();
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e),
          "the sizes of the database could not be read: " + SqlStates.firstLine(e),
          e);
    }
  }
}
