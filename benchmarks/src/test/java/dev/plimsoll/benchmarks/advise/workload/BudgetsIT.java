package dev.plimsoll.benchmarks.advise.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.AdviceRequest;
import dev.plimsoll.advice.Advisor;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import dev.plimsoll.advice.choice.Chosen;
import dev.plimsoll.advice.choice.ExactChoice;
import dev.plimsoll.advice.choice.GreedyChoice;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// TPC-H's choice within 25, 50 and 100 MB, at a hundredth of its size and of these budgets: the
/// modelled optimum is the best of all sets of a part of the candidates, looked through one by one.
final class BudgetsIT {
  private static final double SCALE = 0.01;
  private static final List<Long> BUDGETS = List.of(2_500_000L, 5_000_000L, 10_000_000L);
  private static final int CANDIDATES = 14;
  private static final int MOST = 60;

  private static ChoiceProblem problem;

  @BeforeAll
  static void model() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("budgets_tpch");
    try (Connection connection = database.connect()) {
      TpcH.create(connection, SCALE);
    }
    List<ObservedStatement> statements =
        TpcH.queries(SCALE).stream()
            .map(query -> ObservedStatement.weighted(query.name(), query.text(), query.calls()))
            .toList();
    problem =
        new Advisor(() -> database.dataSource(TpcH.SCHEMA).getConnection())
            .modelled(statements, AdviceRequest.byCosts(Budget.UNLIMITED));
  }

  @Test
  void theModelledCostIsTheOptimumAndTheGapIsShown() {
    for (long bytes : BUDGETS) {
      ChoiceProblem within = reduced(problem, new HashSet<>(mostSaving(MOST)), bytes);

      Chosen exact = ExactChoice.of(within, Duration.ofSeconds(20)).orElseThrow();
      Chosen greedy = GreedyChoice.of(within);

      System.out.printf(
          "%,d bytes: exact %.0f, bound %.0f, greedy %.0f%n",
          bytes, exact.cost(), exact.bound(), greedy.cost());
      assertThat(exact.gap()).isBetween(0.0, 1e-4);
      assertThat(exact.cost()).isLessThanOrEqualTo(greedy.cost() * (1 + 1e-9));
      assertThat(exact.indexes().stream().mapToLong(one -> within.prices().get(one).bytes()).sum())
          .isLessThanOrEqualTo(bytes);
    }
  }

  @Test
  void noSetOfAPartOfTheCandidatesIsBetter() {
    Set<Candidate> few = new HashSet<>(mostSaving(CANDIDATES));
    for (long bytes : BUDGETS) {
      ChoiceProblem within = reduced(problem, few, bytes);

      double best = bestOfAll(within, List.copyOf(few), bytes);
      Chosen exact = ExactChoice.of(within, Duration.ofSeconds(20)).orElseThrow();

      assertThat(exact.cost()).isCloseTo(best, Assertions.within(best * 1e-6));
    }
  }

  /// Each of them by what it saves alone, of all statements.
  private static List<Candidate> mostSaving(int most) {
    Map<Candidate, Double> saved = new HashMap<>();
    for (Options options : problem.statements()) {
      for (Configuration some : options.with()) {
        some.indexes()
            .forEach(index -> saved.merge(index, options.without() - some.cost(), Math::max));
      }
    }
    return saved.entrySet().stream()
        .sorted(
            Map.Entry.<Candidate, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry::getKey, Comparator.comparing(Candidate::brief)))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static ChoiceProblem reduced(ChoiceProblem all, Set<Candidate> some, long bytes) {
    List<Options> statements =
        all.statements().stream()
            .map(
                options ->
                    new Options(
                        options.statement(),
                        options.without(),
                        options.with().stream()
                            .filter(one -> some.containsAll(one.indexes()))
                            .toList()))
            .toList();
    return new ChoiceProblem(statements, all.prices(), Budget.ofBytes(bytes));
  }

  private static double bestOfAll(ChoiceProblem within, List<Candidate> few, long bytes) {
    double best = Double.POSITIVE_INFINITY;
    for (int bits = 0; bits < 1 << few.size(); bits++) {
      Set<Candidate> some = new HashSet<>();
      long size = 0;
      for (int i = 0; i < few.size(); i++) {
        if ((bits >> i & 1) == 1) {
          some.add(few.get(i));
          size += within.prices().get(few.get(i)).bytes();
        }
      }
      if (size <= bytes) {
        best = Math.min(best, within.cost(some));
      }
    }
    return best;
  }
}
