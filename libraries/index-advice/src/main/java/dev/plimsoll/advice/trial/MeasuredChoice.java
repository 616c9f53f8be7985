package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Choice by measuring: the set that costs proposed is built on a clone; what slows a statement
/// or
/// is worth nothing goes, and runners-up of the slowest statements are tried, as long as there
/// is
/// time.
///
/// An index is judged by the statements whose plan it changes; others are not run again.
public final class MeasuredChoice {
  private static final double REGRESSION = 1.1;
  private static final double NOISE_MILLIS = 0.05;
  private static final double WORTHLESS = 0.003;
  // An index that another one begins with may be worth this much, and goes.
  private static final double PREFIX = 0.03;
  private static final double PEACE = 0.02;
  private static final double WORTHWHILE = 0.01;
  private static final int RUNNERS_UP = 6;

  private final TrialClone clone;
  private final TrialTimer timer;
  private final List<PreparedQuery> queries;
  private final Budget budget;
  private final long until;
  private final Map<String, Timed> before = new LinkedHashMap<>();
  private final Map<String, Timed> now = new LinkedHashMap<>();
  private final Map<Candidate, Built> built = new LinkedHashMap<>();
  private final Map<Candidate, String> rejected = new LinkedHashMap<>();

  /// @param queries prepared in the clone's session, on its tables; those that change nothing
  /// @param time for all of the search; each step that was begun is ended
  public MeasuredChoice(
      TrialClone clone, List<PreparedQuery> queries, Budget budget, Duration cap, Duration time) {
    this.clone = clone;
    this.timer = new TrialTimer(clone.session(), cap);
    this.queries = new ArrayList<>(queries);
    this.budget = budget;
    this.until = System.nanoTime() + time.toNanos();
  }

  /// @param before of each statement by id, without new indexes
  /// @param after with the chosen ones
  /// @param rejected candidates that were built and measured, and why they went
  public record Outcome(
      List<Built> chosen,
      Map<String, Timed> before,
      Map<String, Timed> after,
      Map<Candidate, String> rejected) {}

  /// Times all statements as the clone is, before any index is built. One that fails is left out.
  public Map<String, Timed> baseline() throws SQLException {
    for (PreparedQuery query : List.copyOf(queries)) {
      try {
        before.put(query.statement().id(), timer.time(query, ""));
      } catch (SQLException e) {
        // It writes in spite of its first word, or its values do not suit it.
        queries.remove(query);
      }
    }
    now.putAll(before);
    return Map.copyOf(before);
  }

  /// @param problem whose configurations are the runners-up
  public Outcome decide(Set<Candidate> proposed, ChoiceProblem problem) throws SQLException {
    for (Candidate candidate :
        proposed.stream().sorted(Comparator.comparing(Candidate::brief)).toList()) {
      built.put(candidate, clone.build(candidate));
    }
    now.putAll(changed());
    appease();
    prune();
    shrink();
    boolean more = true;
    while (more && System.nanoTime() - until < 0) {
      more = extend(problem);
    }
    appease();
    prune();
    return new Outcome(
        List.copyOf(built.values()), Map.copyOf(before), Map.copyOf(now), Map.copyOf(rejected));
  }

  /// New times of the statements whose plans now use other indexes than when they were timed.
  private Map<String, Timed> changed() throws SQLException {
    Map<String, Timed> times = new LinkedHashMap<>();
    for (PreparedQuery query : queries) {
      Timed known = timed(now, query);
      if (known.capped() || !timer.used(query).equals(known.indexes())) {
        times.put(query.statement().id(), timer.time(query, ""));
      }
    }
    return times;
  }

  private double total(Map<String, Timed> times) {
    return queries.stream()
        .mapToDouble(query -> query.statement().calls() * timed(times, query).millis())
        .sum();
  }

  private static Timed timed(Map<String, Timed> times, PreparedQuery query) {
    return Objects.requireNonNull(times.get(query.statement().id()));
  }

  private boolean regressed(PreparedQuery query, Map<String, Timed> times) {
    return isSlower(timed(before, query).millis(), timed(times, query).millis());
  }

  /// Whether a statement has become slower by more than 10 %, and by more than 50 µs, which is what
  /// two runs of one plan differ by.
  public static boolean isSlower(double millisBefore, double millisAfter) {
    return millisAfter > millisBefore * REGRESSION && millisAfter > millisBefore + NOISE_MILLIS;
  }

  private long regressions(Map<String, Timed> times) {
    return queries.stream().filter(query -> regressed(query, times)).count();
  }

  /// Drops what makes a statement slower, where the workload loses little by that.
  private void appease() throws SQLException {
    for (PreparedQuery query : queries) {
      if (!regressed(query, now)) {
        continue;
      }
      // A second look, since the machine is not quiet.
      now.put(query.statement().id(), timer.time(query, ""));
      for (Built index : List.copyOf(built.values())) {
        if (regressed(query, now) && timed(now, query).indexes().contains(index.name())) {
          Map<String, Timed> without = without(index);
          boolean fewer = regressions(without) < regressions(now);
          if (fewer && total(without) <= total(now) * (1 + PEACE)) {
            drop(index, without, "it makes %s slower".formatted(query.statement().id()));
          }
        }
      }
    }
  }

  /// Drops what is worth nothing beside the others, the largest first.
  private void prune() throws SQLException {
    List<Built> largest =
        built.values().stream().sorted(Comparator.comparingLong(Built::bytes).reversed()).toList();
    for (Built index : largest) {
      Map<String, Timed> without = without(index);
      Candidate longer =
          built.keySet().stream().filter(index.candidate()::isPrefixOf).findFirst().orElse(null);
      double worth = longer == null ? WORTHLESS : PREFIX;
      if (total(without) <= total(now) * (1 + worth) && regressions(without) <= regressions(now)) {
        drop(
            index,
            without,
            longer == null
                ? "nothing is slower without it"
                : "served by %s, which begins with it".formatted(longer.brief()));
      }
    }
  }

  /// Drops what loses least by the byte, until the indexes as built fit into the budget.
  private void shrink() throws SQLException {
    while (bytes(built.values()) > budget.bytes() || built.size() > budget.count()) {
      Built least = null;
      Map<String, Timed> leastTimes = now;
      double leastLoss = Double.POSITIVE_INFINITY;
      for (Built index : built.values()) {
        Map<String, Timed> without = without(index);
        double loss = (total(without) - total(now)) / index.bytes();
        if (loss < leastLoss) {
          least = index;
          leastTimes = without;
          leastLoss = loss;
        }
      }
      if (least == null) {
        return;
      }
      drop(least, leastTimes, "it does not fit into the budget");
    }
  }

  private static long bytes(Collection<Built> indexes) {
    return indexes.stream().mapToLong(Built::bytes).sum();
  }

  private Map<String, Timed> without(Built index) throws SQLException {
    Map<String, Timed> times = new LinkedHashMap<>(now);
    for (PreparedQuery query : queries) {
      if (timed(now, query).indexes().contains(index.name())) {
        times.put(query.statement().id(), timer.time(query, clone.dropping(index)));
      }
    }
    return times;
  }

  private void drop(Built index, Map<String, Timed> without, String reason) throws SQLException {
    clone.drop(index);
    built.remove(index.candidate());
    now.putAll(without);
    rejected.put(index.candidate(), reason);
  }

  /// Tries runners-up for the statements that now take most time; whether one was taken.
  private boolean extend(ChoiceProblem problem) throws SQLException {
    List<ChoiceProblem.Options> slowest =
        problem.statements().stream()
            .filter(options -> now.containsKey(options.statement()))
            .sorted(
                Comparator.comparingDouble((ChoiceProblem.Options o) -> -weighted(o.statement())))
            .toList();
    boolean taken = false;
    for (ChoiceProblem.Options options : slowest) {
      if (weighted(options.statement()) < WORTHWHILE * total(now)) {
        break;
      }
      List<ChoiceProblem.Configuration> runnersUp =
          options.with().stream().filter(some -> isNew(some.indexes())).limit(RUNNERS_UP).toList();
      for (ChoiceProblem.Configuration some : runnersUp) {
        if (System.nanoTime() - until > 0) {
          return taken;
        }
        taken |= attempt(some.indexes());
      }
    }
    return taken;
  }

  private double weighted(String id) {
    return queries.stream()
        .filter(query -> query.statement().id().equals(id))
        .mapToDouble(query -> query.statement().calls() * timed(now, query).millis())
        .sum();
  }

  private boolean isNew(Set<Candidate> indexes) {
    return !built.keySet().containsAll(indexes)
        && indexes.stream().noneMatch(rejected::containsKey);
  }

  private boolean attempt(Set<Candidate> indexes) throws SQLException {
    List<Built> added = new ArrayList<>();
    for (Candidate candidate : indexes) {
      if (!built.containsKey(candidate)) {
        added.add(clone.build(candidate));
      }
    }
    if (added.isEmpty()) {
      return false;
    }
    Map<String, Timed> times = new LinkedHashMap<>(now);
    times.putAll(changed());
    long bytes = bytes(built.values()) + bytes(added);
    boolean fits = bytes <= budget.bytes() && built.size() + added.size() <= budget.count();
    boolean pays = total(times) <= total(now) * (1 - WORTHWHILE);
    if (fits && pays && regressions(times) <= regressions(now)) {
      added.forEach(index -> built.put(index.candidate(), index));
      now.putAll(times);
      return true;
    }
    for (Built index : added) {
      clone.drop(index);
      rejected.put(
          index.candidate(),
          !pays
              ? "built and measured, it did not make the workload faster beside the others"
              : fits ? "it makes a statement slower" : "it does not fit into the budget");
    }
    return false;
  }
}
