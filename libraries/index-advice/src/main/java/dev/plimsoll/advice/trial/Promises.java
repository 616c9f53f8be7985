package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToLongFunction;

/// What sets of indexes promise beside those that are built: the model's share of each statement's
/// cost that they would save, of the time that the statement was measured to take now.
///
/// @param failures of trials so far, by the statement that was to gain most
/// @param price of bytes, ms: of two that promise nearly the same the smaller one comes first
record Promises(
    ChoiceProblem problem,
    Map<String, Timed> now,
    ToLongFunction<String> calls,
    Map<String, Integer> failures,
    LongToDoubleFunction price) {
  // A statement whose plans were foretold wrongly is believed less each time.
  private static final ChoiceProblem.Price NOTHING = new ChoiceProblem.Price(0, 0);
  private static final double BELIEVED = 0.7;

  /// @param statement that is to gain most
  /// @param millis saved in a round of the workload, upkeep taken off
  /// @param rank by which they are tried: what they save less what their bytes are worth
  record Promise(Set<Candidate> indexes, String statement, double millis, double rank) {}

  /// The most promising first. Sets that were tried, or of which a part is refused, or that have
  /// nothing new, are left out.
  List<Promise> of(Set<Candidate> built, Set<Candidate> refused, Set<Set<Candidate>> tried) {
    Map<Candidate, List<Options>> served = new HashMap<>();
    Map<Set<Candidate>, Set<Candidate>> sets = new HashMap<>();
    List<Set<Candidate>> inOrder = new ArrayList<>();
    for (Options options : problem.statements()) {
      Set<Candidate> here = new HashSet<>();
      for (Configuration some : options.with()) {
        here.addAll(some.indexes());
        boolean open =
            some.indexes().stream().noneMatch(refused::contains)
                && !tried.contains(some.indexes())
                && !built.containsAll(some.indexes());
        if (open && sets.putIfAbsent(some.indexes(), some.indexes()) == null) {
          inOrder.add(some.indexes());
        }
      }
      here.forEach(index -> served.computeIfAbsent(index, _ -> new ArrayList<>()).add(options));
    }
    List<Promise> promises = new ArrayList<>();
    for (Set<Candidate> indexes : inOrder) {
      promises.add(promise(indexes, built, served));
    }
    promises.removeIf(promise -> promise.millis() <= 0);
    promises.sort(Comparator.comparingDouble((Promise promise) -> -promise.rank()));
    return promises;
  }

  private Promise promise(
      Set<Candidate> indexes, Set<Candidate> built, Map<Candidate, List<Options>> served) {
    Map<String, Options> touched = new HashMap<>();
    for (Candidate index : indexes) {
      served.getOrDefault(index, List.of()).forEach(one -> touched.put(one.statement(), one));
    }
    double saved = 0;
    double most = 0;
    String statement = "";
    for (Options options : touched.values().stream().sorted(BY_STATEMENT).toList()) {
      String id = options.statement();
      Timed time = now.get(id);
      double before = options.under(built::contains);
      if (time != null && before > 0) {
        double after = options.under(one -> built.contains(one) || indexes.contains(one));
        double its =
            (1 - after / before)
                * time.millis()
                * calls.applyAsLong(id)
                * Math.pow(BELIEVED, failures.getOrDefault(id, 0));
        saved += its;
        if (its > most) {
          most = its;
          statement = id;
        }
      }
    }
    long bytes = 0;
    for (Candidate index : indexes) {
      if (!built.contains(index)) {
        saved -= problem.upkeep(index);
        bytes += problem.prices().getOrDefault(index, NOTHING).bytes();
      }
    }
    return new Promise(indexes, statement, saved, saved - price.applyAsDouble(bytes));
  }

  private static final Comparator<Options> BY_STATEMENT = Comparator.comparing(Options::statement);
}
