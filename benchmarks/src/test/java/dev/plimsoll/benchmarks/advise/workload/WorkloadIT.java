package dev.plimsoll.benchmarks.advise.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.Pair;
import dev.plimsoll.benchmarks.advise.workload.WorkloadContest.Proposal;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The workloads at a hundredth of their size.
final class WorkloadIT {
  private static final WorkloadContest CONTEST = new WorkloadContest(1, Duration.ofSeconds(10));

  @Test
  void torcAnswersTheSameWithTheIndexesOfItsAnalysis() throws SQLException {
    try (Connection connection = Stack.get().createDatabase("workload_torc").connect()) {
      Torc.create(connection, 3_000, 20);
      List<WorkloadQuery> queries = Torc.queries(connection, 7, 2);

      assertThat(Torc.seedIndexes()).hasSize(13);
      assertThat(queries).hasSizeGreaterThan(20).allMatch(query -> !query.bindings().isEmpty());
      assertThat(queries).isEqualTo(Torc.queries(connection, 7, 2));

      WorkloadComparison comparison = compare(connection, queries, Torc.seedIndexes());

      System.out.println(comparison);
      assertThat(comparison.differing()).isEmpty();
      // Parameters come from rows, so most queries have an answer.
      assertThat(comparison.pairs())
          .filteredOn(
              pair -> pair.before().answers().stream().anyMatch(text -> !text.startsWith("0 ")))
          .hasSizeGreaterThan(20);
    }
  }

  @Test
  void tpchAnswersTheSameWithAnIndex() throws SQLException {
    try (Connection connection = Stack.get().createDatabase("workload_tpch").connect()) {
      TpcH.create(connection, 0.01);
      List<WorkloadQuery> queries = TpcH.queries(0.01);

      List<WorkloadContest.Entry> entries =
          CONTEST.hold(
              connection,
              queries,
              Map.of(
                  "one", new Proposal(List.of("CREATE INDEX ON lineitem (l_partkey)"), Set.of())));

      assertThat(entries)
          .singleElement()
          .satisfies(
              entry -> {
                System.out.println(entry);
                assertThat(entry.bytes()).isPositive();
                assertThat(entry.comparison().pairs()).hasSize(22);
                assertThat(entry.comparison().differing()).isEmpty();
              });
      // Nothing is left of the set.
      assertThat(
              Sql.of(
                      connection,
                      "SELECT FROM pg_indexes WHERE schemaname = ? AND indexdef LIKE '%l_partkey%'",
                      TpcH.SCHEMA)
                  .exists())
          .isFalse();
    }
  }

  @Test
  void anotherAnswerIsSeen() throws SQLException {
    try (Connection connection = Stack.get().createDatabase("workload_differs").connect()) {
      BenchDatabase.execute(connection, "CREATE SEQUENCE drawn");
      WorkloadQuery query =
          new WorkloadQuery("drawn", "SELECT nextval('drawn')", 3, 0, List.of(List.of()));

      WorkloadComparison comparison = compare(connection, List.of(query), List.of());

      assertThat(comparison.differing()).extracting(pair -> pair.query().name()).contains("drawn");
    }
  }

  @Test
  void aQueryIsPlannedEachTimeWhereTheProposalSaysSo() throws SQLException {
    try (Connection connection = Stack.get().createDatabase("workload_plans").connect()) {
      String text = "SELECT WHERE current_setting('plan_cache_mode') = 'force_custom_plan'";
      List<WorkloadQuery> queries =
          List.of(
              new WorkloadQuery("named", text, 1, 0, List.of(List.of())),
              new WorkloadQuery("other", text, 1, 0, List.of(List.of())));

      List<WorkloadContest.Entry> entries =
          CONTEST.hold(
              connection, queries, Map.of("set", new Proposal(List.of(), Set.of("named"))));

      List<Pair> pairs = entries.getFirst().comparison().pairs();
      assertThat(rows(pairs.getFirst())).containsOnly("1 rows");
      assertThat(rows(pairs.getLast())).containsOnly("0 rows");
    }
  }

  private static List<String> rows(Pair pair) {
    return Stream.of(pair.before(), pair.after())
        .flatMap(time -> time.answers().stream())
        .map(answer -> answer.replaceFirst(",.*", ""))
        .toList();
  }

  private static WorkloadComparison compare(
      Connection connection, List<WorkloadQuery> queries, List<String> indexes)
      throws SQLException {
    return CONTEST
        .hold(connection, queries, Map.of("set", new Proposal(indexes, Set.of())))
        .getFirst()
        .comparison();
  }
}
