package dev.plimsoll.analysis;

import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.evidence.StatementStatistics;
import dev.plimsoll.advice.evidence.WorkloadFile;
import dev.plimsoll.analysis.statements.StatementCounters;
import dev.plimsoll.contracts.advice.IndexAdvice.Evidence;
import dev.plimsoll.contracts.advice.IndexAdvice.Source;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statements of a database: of its statistics, or as they were given.
///
/// @param leftOut statements beyond those that are taken at most
record StatementEvidence(List<ObservedStatement> statements, Evidence evidence, long leftOut) {
  // Reading more than is taken tells how much is left out, to a point.
  private static final int MORE = 1_000;

  /// @throws PlimsollException INVALID_REQUEST for a workload that cannot be read
  static List<ObservedStatement> parse(String workload) {
    List<ObservedStatement> parsed;
    try {
      parsed = WorkloadFile.parse(workload);
    } catch (IllegalArgumentException e) {
      throw PlimsollException.invalidRequest("the workload cannot be read: " + e.getMessage());
    }
    if (parsed.isEmpty()) {
      throw PlimsollException.invalidRequest("the workload has no statement");
    }
    return distinct(parsed);
  }

  /// Names are its ids.
  private static List<ObservedStatement> distinct(List<ObservedStatement> parsed) {
    Map<String, Integer> seen = new HashMap<>();
    List<ObservedStatement> named = new ArrayList<>();
    for (ObservedStatement one : parsed) {
      int place = seen.merge(one.id(), 1, Integer::sum);
      named.add(
          place == 1
              ? one
              : ObservedStatement.weighted(one.id() + " #" + place, one.text(), one.calls())
                  .withMeanMillis(one.meanMillis()));
    }
    return named;
  }

  /// @param workload null for the statistics
  /// @param only statements that name one of these tables; null for all
  /// @throws PlimsollException STATEMENTS_UNKNOWN, INVALID_REQUEST
  static StatementEvidence read(
      Connection session,
      @Nullable String workload,
      @Nullable Collection<QualifiedName> only,
      int most)
      throws SQLException {
    if (workload != null) {
      List<ObservedStatement> all = naming(parse(workload), only);
      return taken(all, most, new Evidence(Source.WORKLOAD, null, 0));
    }
    try {
      Optional<StatementCounters> counters = StatementCounters.read(session, List.of());
      if (counters.isEmpty()) {
        throw new PlimsollException(
            ErrorCode.STATEMENTS_UNKNOWN, "the extension pg_stat_statements is not created there");
      }
      List<ObservedStatement> all = naming(StatementStatistics.read(session, most + MORE), only);
      return taken(all, most, new Evidence(Source.STATISTICS, counters.get().reset(), 0));
    } catch (SQLException e) {
      if (SqlStates.errorCode(e) == ErrorCode.CONNECTION_LOST) {
        throw e;
      }
      // It is not loaded, or may not be read.
      throw new PlimsollException(
          ErrorCode.STATEMENTS_UNKNOWN,
          "pg_stat_statements cannot be read: " + SqlStates.firstLine(e),
          e);
    }
  }

  private static StatementEvidence taken(List<ObservedStatement> all, int most, Evidence evidence) {
    List<ObservedStatement> taken = all.subList(0, Math.min(most, all.size()));
    return new StatementEvidence(
        List.copyOf(taken),
        new Evidence(evidence.source(), evidence.since(), taken.size()),
        all.size() - taken.size());
  }

  /// A statement that does not have a table's name in it is none of that table.
  private static List<ObservedStatement> naming(
      List<ObservedStatement> all, @Nullable Collection<QualifiedName> only) {
    if (only == null) {
      return all;
    }
    Pattern name =
        Pattern.compile(
            only.stream()
                .map(table -> Pattern.quote(table.name()))
                .distinct()
                .collect(Collectors.joining("|")),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return all.stream().filter(one -> name.matcher(one.text()).find()).toList();
  }
}
