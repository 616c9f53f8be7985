package dev.plimsoll.benchmarks.advise.workload;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Times of a workload's queries before and after indexes.
public record WorkloadComparison(List<Pair> pairs) {
  private static final double SLOWER = 1.1;

  public WorkloadComparison {
    pairs = List.copyOf(pairs);
  }

  /// @param millis mean over the bindings of the fastest run of each
  /// @param capped a run reached the cap, so that its answer is not known and its time is more
  /// @param answers of each binding: rows and their hash; empty where capped
  public record QueryTime(double millis, boolean capped, List<String> answers) {
    public QueryTime {
      answers = List.copyOf(answers);
    }
  }

  public record Pair(WorkloadQuery query, QueryTime before, QueryTime after) {
    /// How many times faster; below 1 is slower.
    public double ratio() {
      return before.millis() / after.millis();
    }

    boolean sameAnswer() {
      return IntStream.range(0, before.answers().size())
          .allMatch(i -> same(before.answers().get(i), after.answers().get(i)));
    }

    private static boolean same(String one, String other) {
      return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
  }

  public double millisBefore() {
    return weighted(pair -> pair.before().millis());
  }

  public double millisAfter() {
    return weighted(pair -> pair.after().millis());
  }

  private double weighted(ToDoubleFunction<Pair> millis) {
    return pairs.stream()
        .mapToDouble(pair -> pair.query().calls() * millis.applyAsDouble(pair))
        .sum();
  }

  /// How many times faster a round of the whole workload is.
  public double ratio() {
    return millisBefore() / millisAfter();
  }

  /// Queries that take more than 10 % longer than before.
  public List<Pair> slower() {
    return pairs.stream().filter(pair -> pair.ratio() < 1 / SLOWER).toList();
  }

  /// Queries whose answer an index has changed: there are none, or the measurement is worth
  /// nothing.
  public List<Pair> differing() {
    return pairs.stream().filter(pair -> !pair.sameAnswer()).toList();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Pair pair : pairs) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-52s %6d calls %10.3f ms%s -> %10.3f ms%s  %8.2f x%n",
              pair.query().name(),
              pair.query().calls(),
              pair.before().millis(),
              pair.before().capped() ? "+" : " ",
              pair.after().millis(),
              pair.after().capped() ? "+" : " ",
              pair.ratio()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "total %.1f ms -> %.1f ms: %.2f x; slower by more than 10 %%: %s; differing: %s",
                millisBefore(),
                millisAfter(),
                ratio(),
                slower().stream().map(pair -> pair.query().name()).toList(),
                differing().stream().map(pair -> pair.query().name()).toList()))
        .toString();
  }
}
