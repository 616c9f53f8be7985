package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.TrialTimer.Turns;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Choice by measuring: the set that costs proposed is built on a clone; what slows a statement
/// or is worth nothing goes, and what promises most beside the rest is tried, in the place of
/// what is worth less by the byte where the budget is full, as long as there is time. In the end
/// times before and after are taken once more, in turns.
///
/// An index is judged by the statements whose plan it changes; others are not run again.
public final class MeasuredChoice {
  private static final double REGRESSION = 1.1;
  private static final double NOISE_MILLIS = 0.05;
  private static final double WORTHLESS = 0.003;
  // An index that another one begins with may be worth this much, and goes.
  private static final double PREFIX = 0.03;
  private static final double PEACE = 0.02;
  private static final double WORTHWHILE = 0.004;
  // So many failures change what promises most.
  private static final int REORDERED = 2;

  private final TrialClone clone;
  private final TrialTimer timer;
  private final List<PreparedQuery> queries;
  private final Budget budget;
  private final Duration time;
  private long until;
  private final Map<String, Timed> before = new LinkedHashMap<>();
  private final Map<String, Timed> now = new LinkedHashMap<>();
  private final Map<Candidate, Built> built = new LinkedHashMap<>();
  private final Map<Candidate, String> rejected = new LinkedHashMap<>();
  private final Set<Candidate> refused = new HashSet<>();
  private final Set<Set<Candidate>> tried = new HashSet<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private ToDoubleFunction<Candidate> upkeep = _ -> 0;

  /// @param queries prepared in the clone's session, on its tables; those that change nothing
  /// @param time for the search; each step that was begun is ended
  public MeasuredChoice(
      TrialClone clone, List<PreparedQuery> queries, Budget budget, Duration cap, Duration time) {
    this.clone = clone;
    this.timer = new TrialTimer(clone.session(), cap);
    this.queries = new ArrayList<>(queries);
    this.budget = budget;
    this.time = time;
  }

  /// @param before of each statement by id, without new indexes
  /// @param after with the chosen ones
  /// @param rejected candidates that were built and measured, and why they went
  public record Outcome(
      List<Built> chosen,
      Map<String, Timed> before,
      Map<String, Timed> after,
      Map<Candidate, String> rejected) {}

  /// Times all statements as the clone is, before any index is built. One that fails is left
  /// out.
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
    this.upkeep = problem::upkeep;
    until = System.nanoTime() + time.toNanos();
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
    prune();
    pairUp();
    appease();
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

  /// Times before and after once more, in turns, of the statements whose plans use what was
  /// built: the machine is not as busy now as it was at the beginning.
  private void pairUp() throws SQLException {
    for (PreparedQuery query : queries) {
      pairUp(query);
    }
  }

  private void pairUp(PreparedQuery query) throws SQLException {
    if (timed(before, query).capped() || uses(query).isEmpty()) {
      return;
    }
    Turns turns = timer.inTurns(query, clone.dropping(built.values()));
    before.put(query.statement().id(), turns.without());
    now.put(query.statement().id(), turns.with());
  }

  private List<Built> uses(PreparedQuery query) {
    return built.values().stream()
        .filter(index -> timed(now, query).indexes().contains(index.name()))
        .toList();
  }

  private double worth(Collection<Candidate> indexes) {
    return indexes.stream().mapToDouble(upkeep).sum();
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

  /// Whether a statement has become slower by more than 10 %, and by more than 50 µs, which is
  /// what two runs of one plan differ by.
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
      pairUp(query);
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
      double kept = total(now) + worth(Set.of(index.candidate()));
      if (total(without) <= kept + total(now) * worth && regressions(without) <= regressions(now)) {
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
    return without(List.of(index), now);
  }

  /// Times without some indexes of the statements that use them. Their times with them are taken
  /// anew in turns, since the machine is not as busy now as it was then.
  private Map<String, Timed> without(List<Built> some, Map<String, Timed> with)
      throws SQLException {
    Map<String, Timed> times = new LinkedHashMap<>(with);
    for (PreparedQuery query : queries) {
      Set<String> used = timed(with, query).indexes();
      if (some.stream().anyMatch(index -> used.contains(index.name()))) {
        String id = query.statement().id();
        Turns turns = timer.inTurns(query, clone.dropping(some));
        times.put(id, turns.without());
        with.put(id, turns.with());
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

  /// Tries what promises most beside what is built, until something was taken; false where
  /// nothing more is worth a trial.
  private boolean extend(ChoiceProblem problem) throws SQLException {
    Map<String, Long> calls =
        queries.stream()
            .map(PreparedQuery::statement)
            .collect(Collectors.toMap(ObservedStatement::id, ObservedStatement::calls));
    List<Promises.Promise> promises =
        new Promises(problem, now, calls, failures).of(built.keySet(), refused, tried);
    for (Promises.Promise promise : promises) {
      if (System.nanoTime() - until > 0 || promise.millis() < WORTHWHILE * total(now)) {
        return false;
      }
      if (promise.indexes().stream().noneMatch(refused::contains)) {
        tried.add(promise.indexes());
        if (attempt(promise.indexes())) {
          return true;
        }
        failures.merge(promise.statement(), 1, Integer::sum);
        if (failures.getOrDefault(promise.statement(), 0) % REORDERED == 0) {
          return true;
        }
      }
    }
    return false;
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
    for (PreparedQuery query : queries) {
      Timed known = timed(now, query);
      if (!timer.used(query).equals(known.indexes())) {
        String id = query.statement().id();
        // What reached the cap before reaches it again.
        Turns turns =
            known.capped()
                ? new Turns(timer.time(query, ""), known)
                : timer.inTurns(query, clone.dropping(added));
        times.put(id, turns.with());
        now.put(id, turns.without());
      }
    }
    double cost = worth(added.stream().map(Built::candidate).toList());
    boolean pays = total(times) + cost <= total(now) * (1 - WORTHWHILE);
    if (pays) {
      lookAgain(times, added);
    }
    List<Built> instead = pays ? room(added, times) : List.of();
    boolean fits = fits(added, instead);
    if (fits && !instead.isEmpty()) {
      times.putAll(without(instead, times));
      pays = total(times) + cost <= total(now) * (1 - WORTHWHILE);
    }
    if (fits && pays && regressions(times) <= regressions(now)) {
      added.forEach(index -> built.put(index.candidate(), index));
      for (Built index : instead) {
        drop(index, times, "what is built in its place is worth more by the byte");
      }
      now.putAll(times);
      return true;
    }
    if (added.size() == 1) {
      refused.add(added.getFirst().candidate());
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

  /// At statements that seem slower than before, in turns with and without.
  private void lookAgain(Map<String, Timed> times, List<Built> added) throws SQLException {
    for (PreparedQuery query : queries) {
      if (regressed(query, times) && !regressed(query, now) && !timed(before, query).capped()) {
        List<Built> all = new ArrayList<>(built.values());
        all.addAll(added);
        String id = query.statement().id();
        Turns turns = timer.inTurns(query, clone.dropping(all));
        before.put(id, turns.without());
        times.put(id, turns.with());
      }
    }
  }

  private boolean fits(List<Built> added, List<Built> instead) {
    long bytes = bytes(built.values()) + bytes(added) - bytes(instead);
    int count = built.size() + added.size() - instead.size();
    return bytes <= budget.bytes() && count <= budget.count();
  }

  /// What loses least by the byte, until the added ones have room; all that there is where that
  /// does not do.
  private List<Built> room(List<Built> added, Map<String, Timed> times) throws SQLException {
    List<Built> instead = new ArrayList<>();
    while (!fits(added, instead) && instead.size() < built.size()) {
      Built least = null;
      double leastLoss = Double.POSITIVE_INFINITY;
      for (Built index : built.values()) {
        if (!instead.contains(index)) {
          double loss = (total(without(List.of(index), times)) - total(times)) / index.bytes();
          if (loss < leastLoss) {
            least = index;
            leastLoss = loss;
          }
        }
      }
      if (least == null) {
        return instead;
      }
      instead.add(least);
    }
    return instead;
  }
}
