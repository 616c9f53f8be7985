package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.analysis.AnalysisOptions;
import dev.plimsoll.analysis.DatabaseAnalysis;
import dev.plimsoll.analysis.TargetSessions;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.IndexAdvice;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The services' own tables, as `./plimsoll advise` sees them after work: nothing that wants
/// attention now or soon, and no index that the statements which were run want so.
final class OwnSchemas {
  private static final int SOON = 2;

  private OwnSchemas() {}

  /// @param schemas each of which finds its names in itself
  static void assertWell(SystemUnderTest plimsoll, String... schemas) throws SQLException {
    try (Connection connection = plimsoll.openControl();
        Statement statement = connection.createStatement()) {
      // What the server counts it counts with or without it.
      statement.execute(
          "CREATE SCHEMA IF NOT EXISTS counted;"
              + " CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA counted");
    }
    List<String> urgent = new ArrayList<>();
    for (String schema : schemas) {
      AnalysisResult result =
          DatabaseAnalysis.run(
              sessions(plimsoll),
              new AnalysisRequest(null, false, List.of(schema + ".*"), null, List.of(schema)),
              AnalysisOptions.of("none"),
              _ -> {});
      IndexAdvice advice = Objects.requireNonNull(result.advice(), result.toString());
      assertThat(advice.evidence().statements()).as("statements of %s", schema).isGreaterThan(10);
      assertThat(result.health().tables()).as("tables of %s", schema).isGreaterThan(3);
      System.out.printf(
          "  %s: %d tables, %d statements, %d unread %s%n",
          schema,
          result.health().tables(),
          advice.evidence().statements(),
          advice.unread().size(),
          advice.indexes().stream().map(OwnSchemas::text).toList());
      result.health().findings().stream()
          .filter(finding -> finding.priority() <= SOON)
          .forEach(finding -> urgent.add(finding.toString()));
      advice.indexes().stream()
          .filter(index -> index.priority() <= SOON)
          .forEach(index -> urgent.add(index.toString()));
    }
    assertThat(urgent).as("what is wrong with our own tables").isEmpty();
  }

  private static String text(AdvisedIndex index) {
    return "%d %s %s saves %.3f"
        .formatted(index.priority(), index.table(), index.definition(), index.savedShare());
  }

  private static TargetSessions sessions(SystemUnderTest plimsoll) {
    return new TargetSessions() {
      @Override
      public Connection pinned() {
        return plimsoll.openControl();
      }

      @Override
      public Connection byRolesPath() {
        return plimsoll.openControl();
      }
    };
  }
}
