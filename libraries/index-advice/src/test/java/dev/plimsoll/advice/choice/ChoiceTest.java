package dev.plimsoll.advice.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import dev.plimsoll.advice.choice.ChoiceProblem.Price;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChoiceTest {
  private static final long MB = 1 << 20;
  private static final Candidate A = index("a");
  private static final Candidate B = index("b");
  private static final Candidate C = index("c");

  private static Candidate index(String column) {
    return new Candidate(
        new QualifiedName("s", "t"), new IndexDefinition(Kind.INDEX, List.of(column)));
  }

  @Test
  void whatPaysOnlyTogetherIsFound() {
    ChoiceProblem problem =
        new ChoiceProblem(
            List.of(new Options("q", 100, List.of(new Configuration(Set.of(A, B), 1)))),
            Map.of(A, new Price(MB, 0), B, new Price(MB, 0)),
            Budget.UNLIMITED);

    assertThat(GreedyChoice.of(problem).indexes()).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void greedTakesTheBestByTheByteAndTheExactChoiceTheBestOfAll() {
    // Given a small index of good value that leaves no room for the one worth most
    ChoiceProblem problem =
        new ChoiceProblem(
            List.of(
                new Options("q1", 100, List.of(new Configuration(Set.of(A), 10))),
                new Options("q2", 200, List.of(new Configuration(Set.of(B), 20)))),
            Map.of(A, new Price(2 * MB, 0), B, new Price(10 * MB, 0)),
            Budget.ofBytes(10 * MB));

    Chosen greedy = GreedyChoice.of(problem);
    Optional<Chosen> exact = ExactChoice.of(problem, Duration.ofSeconds(5));

    assertThat(greedy.indexes()).containsExactly(A);
    assertThat(exact.orElseThrow().indexes()).containsExactly(B);
    assertThat(exact.orElseThrow().gap()).isCloseTo(0, within(1e-4));
  }

  @Test
  void countAndEntriesAreLimitsToo() {
    ChoiceProblem problem =
        new ChoiceProblem(
            List.of(
                new Options("q1", 100, List.of(new Configuration(Set.of(A), 10))),
                new Options("q2", 100, List.of(new Configuration(Set.of(B), 20))),
                new Options("q3", 100, List.of(new Configuration(Set.of(C), 5)))),
            Map.of(A, new Price(MB, 5), B, new Price(MB, 5), C, new Price(MB, 50)),
            new Budget(100 * MB, 1, 20));

    assertThat(GreedyChoice.of(problem).indexes()).containsExactly(A);
    assertThat(ExactChoice.of(problem, Duration.ofSeconds(5)).orElseThrow().indexes())
        .containsExactly(A);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theExactChoiceIsTheBestOfAllSets(long seed) {
    System.out.println("seed " + seed);
    ChoiceProblem problem = random(new Random(seed));
    List<Candidate> all = List.copyOf(problem.prices().keySet());
    double best = Double.POSITIVE_INFINITY;
    for (int bits = 0; bits < 1 << all.size(); bits++) {
      Set<Candidate> some = new HashSet<>();
      for (int i = 0; i < all.size(); i++) {
        if ((bits >> i & 1) == 1) {
          some.add(all.get(i));
        }
      }
      best = problem.holds(some) ? Math.min(best, problem.cost(some)) : best;
    }

    Chosen exact = ExactChoice.of(problem, Duration.ofSeconds(5)).orElseThrow();
    Chosen greedy = GreedyChoice.of(problem);

    assertThat(exact.cost()).isCloseTo(best, within(best * 1e-6));
    assertThat(exact.bound()).isLessThanOrEqualTo(exact.cost());
    assertThat(greedy.cost()).isGreaterThanOrEqualTo(best - best * 1e-6);
    assertThat(problem.holds(exact.indexes())).isTrue();
    assertThat(problem.holds(greedy.indexes())).isTrue();
  }

  private static ChoiceProblem random(Random random) {
    Map<Candidate, Price> prices = new HashMap<>();
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      all.add(index("c" + i));
      prices.put(all.get(i), new Price((1 + random.nextInt(20)) * MB, random.nextInt(10)));
    }
    List<Options> statements = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      double without = 100 + random.nextInt(900);
      List<Configuration> with = new ArrayList<>();
      for (int k = 0; k < 5; k++) {
        Set<Candidate> some = new HashSet<>();
        for (int n = 0; n <= random.nextInt(3); n++) {
          some.add(all.get(random.nextInt(all.size())));
        }
        with.add(new Configuration(some, without * random.nextDouble()));
      }
      statements.add(new Options("q" + i, without, with));
    }
    return new ChoiceProblem(statements, prices, new Budget(40 * MB, 5, 30));
  }

  /// Two hundred parts of three indexes each, which no budget binds: each part's best is the
  /// whole's.
  @Test
  void partsThatShareNoIndexAreSolvedOneByOne() {
    Random random = new Random(11);
    Map<Candidate, Price> prices = new HashMap<>();
    List<Options> statements = new ArrayList<>();
    double best = 0;
    for (int part = 0; part < 200; part++) {
      List<Candidate> its = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        its.add(index("p%d_%d".formatted(part, i)));
        prices.put(its.get(i), new Price(MB, 1));
      }
      double without = 100 + random.nextInt(100);
      double with = 1 + random.nextInt(50);
      best += with;
      statements.add(
          new Options(
              "q" + part,
              without,
              List.of(
                  new Configuration(Set.of(its.get(0)), without / 2),
                  new Configuration(Set.copyOf(its), with))));
    }
    ChoiceProblem problem = new ChoiceProblem(statements, prices, Budget.UNLIMITED);

    Chosen exact = ExactChoice.of(problem, Duration.ofSeconds(20)).orElseThrow();

    double burdens = exact.indexes().stream().mapToDouble(problem::burden).sum();
    assertThat(exact.cost() - burdens).isCloseTo(best, within(best * 1e-6));
    assertThat(exact.gap()).isCloseTo(0, within(1e-6));
    assertThat(Components.of(problem)).hasSize(200);
  }

  @Test
  void anIndexThatWritesPayMoreForThanReadsGainIsNotChosen() {
    Map<Candidate, Price> prices = Map.of(A, new Price(MB, 0, 95), B, new Price(MB, 0, 5));
    List<Options> statements =
        List.of(
            new Options("q1", 100, List.of(new Configuration(Set.of(A), 10))),
            new Options("q2", 100, List.of(new Configuration(Set.of(B), 10))));
    ChoiceProblem problem = new ChoiceProblem(statements, prices, Budget.UNLIMITED);

    assertThat(GreedyChoice.of(problem).indexes()).containsExactly(B);
    assertThat(ExactChoice.of(problem, Duration.ofSeconds(5)).orElseThrow().indexes())
        .containsExactly(B);
  }
}
