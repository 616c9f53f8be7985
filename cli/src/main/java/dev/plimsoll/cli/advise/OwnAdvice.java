package dev.plimsoll.cli.advise;

import dev.plimsoll.analysis.AnalysisOptions;
import dev.plimsoll.analysis.DatabaseAnalysis;
import dev.plimsoll.analysis.TargetSessions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Advice on a database of one's own, read there and written nowhere.
final class OwnAdvice {
  private static final String APPLICATION = "plimsoll advise";
  private static final int DIGITS = 12;

  private OwnAdvice() {}

  /// @param database `user@host:port/database`
  /// @param server the version of PostgreSQL
  /// @param asOf the server's clock
  /// @param countedSince since when scans of indexes are counted there
  /// @param advice what to add; null where it could not be said
  /// @param unadvised why there is no advice; null where there is
  record Answer(
      String database,
      String server,
      Instant asOf,
      Instant countedSince,
      int tables,
      int indexes,
      List<HealthAdvice.Finding> findings,
      List<HealthAdvice.Withheld> withheld,
      @Nullable IndexAdvice advice,
      @Nullable Failure unadvised) {
    AnalysisResult result() {
      return new AnalysisResult(
          server,
          new HealthAdvice(asOf, countedSince, tables, indexes, findings, withheld),
          advice,
          unadvised);
    }
  }

  /// @param health which indexes are unused, and how closely bloated ones are looked at
  /// @param standbys `host` or `host:port` of each
  /// @throws PlimsollException TABLE_NOT_FOUND where no table matches, INVALID_REQUEST for patterns
  ///     and workloads, USAGE for servers, or why it could not be read
  static Answer read(
      ResolvedAddress target,
      AnalysisRequest request,
      HealthOptions health,
      List<String> standbys) {
    List<Standby> others =
        standbys.stream()
            .map(target::on)
            .distinct()
            .map(
                other ->
                    new Standby(other.toString(), () -> other.open(APPLICATION, Standby.SILENCE)))
            .toList();
    // Nobody remembers it: a process that is killed while it measures leaves it.
    String scratch =
        "plimsoll_advice_" + UUID.randomUUID().toString().replace("-", "").substring(0, DIGITS);
    AnalysisResult result =
        DatabaseAnalysis.run(
            sessions(target), request, AnalysisOptions.of(scratch).with(health, others), _ -> {});
    HealthAdvice found = result.health();
    return new Answer(
        target.toString(),
        result.server(),
        found.asOf(),
        found.countedSince(),
        found.tables(),
        found.indexes(),
        found.findings(),
        found.withheld(),
        result.advice(),
        result.unadvised());
  }

  private static TargetSessions sessions(ResolvedAddress target) {
    return new TargetSessions() {
      @Override
      public Connection pinned() {
        return target.open(APPLICATION);
      }

      @Override
      public Connection byRolesPath() {
        return target.openByRolesPath(APPLICATION);
      }
    };
  }
}
