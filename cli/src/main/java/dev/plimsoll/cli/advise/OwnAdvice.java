package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.HealthCheck;
import dev.plimsoll.health.HealthReport;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Advice on a database of one's own, read there and written nowhere.
final class OwnAdvice {
  private static final String APPLICATION = "plimsoll advise";

  private OwnAdvice() {}

  /// @param database `user@host:port/database`
  /// @param server the version of PostgreSQL
  /// @param asOf the server's clock
  /// @param countedSince since when scans of indexes are counted there
  record Answer(
      String database,
      String server,
      Instant asOf,
      Instant countedSince,
      int tables,
      int indexes,
      List<Finding> findings,
      List<Withheld> withheld) {}

  /// @param table null where it is not about one
  /// @param evidence numbers with their unit in the name
  /// @param gainBytes disk that it frees; 0 for none, and where it is not known
  /// @param sql statements in order, each outside of a transaction block
  /// @param undo statement that brings a dropped index back; empty for none
  record Finding(
      String code,
      int priority,
      @Nullable QualifiedName table,
      String subject,
      String rationale,
      Map<String, Double> evidence,
      long gainBytes,
      String cost,
      List<String> sql,
      String undo) {
    private static Finding of(HealthFinding finding) {
      return new Finding(
          finding.code().value(),
          finding.priority(),
          finding.subject().table(),
          finding.subject().text(),
          finding.rationale(),
          finding.evidence(),
          finding.gainBytes(),
          finding.cost(),
          finding.sql(),
          finding.remedy().undo());
    }
  }

  /// @param subjects the first ones
  /// @param count of all of them
  record Withheld(String code, String why, List<String> subjects, long count) {
    private static Withheld of(WithheldFinding withheld) {
      return new Withheld(
          withheld.code().value(),
          withheld.why(),
          withheld.subjects().stream().map(HealthSubject::text).toList(),
          withheld.count());
    }
  }

  /// @param tables patterns; empty for all
  /// @param unusedFor for which an index must have been without a read
  /// @param standbys `host` or `host:port` of each
  /// @throws PlimsollException TABLE_NOT_FOUND where no table matches, USAGE for invalid patterns
  ///     and servers, or why it could not be read
  static Answer read(
      ResolvedAddress target,
      List<String> tables,
      Duration unusedFor,
      List<String> standbys,
      boolean wholeIndexes) {
    HealthOptions options = HealthOptions.DEFAULT.withWindow(unusedFor);
    List<Standby> others =
        standbys.stream()
            .map(target::on)
            .map(other -> new Standby(other.toString(), () -> other.open(APPLICATION)))
            .toList();
    try (Connection connection = target.open(APPLICATION)) {
      HealthReport report =
          HealthCheck.of(
              connection,
              scope(connection, tables),
              wholeIndexes ? options.withConfirmedBloat() : options,
              others);
      return new Answer(
          target.toString(),
          connection.getMetaData().getDatabaseProductVersion(),
          report.asOf(),
          report.window().since(),
          report.work().tables(),
          report.work().indexes(),
          report.findings().stream().map(Finding::of).toList(),
          report.withheld().stream().map(Withheld::of).toList());
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  private static CatalogScope scope(Connection connection, List<String> tables)
      throws SQLException {
    if (tables.isEmpty()) {
      return CatalogScope.ALL;
    }
    List<RulePattern> patterns =
        Usage.checked("", () -> tables.stream().map(RulePattern::new).toList());
    List<QualifiedName> matching =
        CatalogReader.tableNames(connection).stream()
            .filter(table -> patterns.stream().anyMatch(pattern -> pattern.matches(table)))
            .toList();
    if (matching.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.TABLE_NOT_FOUND, "no table matches " + String.join(", ", tables));
    }
    return CatalogScope.of(matching);
  }
}
