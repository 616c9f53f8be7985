package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.Turns.Verdict;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Where a trial stands: what is built, what statements take before and now, and what was learnt of
/// candidates that are not built. Statements are timed again only where their plans change.
final class TrialState {
  private static final double BUDGET_WORTH = 0.25;
  // Statements by whose planning an index is judged: those with the most calls.
  private static final int PLANNED = 30;

  static final String COSTS_PLANNING =
      "it saves less than its table's other statements take longer to plan beside it";

  private final TrialClone clone;
  private final TrialTimer timer;
  private final List<PreparedQuery> queries;
  private final Budget budget;
  private final ChoiceProblem problem;
  private final Map<String, Timed> before;
  private final Map<String, Timed> now;
  private final Map<String, Long> calls = new HashMap<>();
  private final Map<String, Set<QualifiedName>> tables = new HashMap<>();
  private final Map<Candidate, Built> built = new LinkedHashMap<>();
  private final Map<Candidate, String> rejected = new LinkedHashMap<>();

  TrialState(
      TrialClone clone,
      TrialTimer timer,
      List<PreparedQuery> queries,
      Budget budget,
      ChoiceProblem problem,
      Map<String, Timed> before) {
    this.clone = clone;
    this.timer = timer;
    this.queries = List.copyOf(queries);
    this.budget = budget;
    this.problem = problem;
    this.before = new LinkedHashMap<>(before);
    this.now = new LinkedHashMap<>(before);
    queries.forEach(one -> calls.put(one.statement().id(), one.statement().calls()));
  }

  List<PreparedQuery> queries() {
    return queries;
  }

  ChoiceProblem problem() {
    return problem;
  }

  Map<String, Timed> before() {
    return before;
  }

  /// The present times. A copy is what a change is weighed by.
  Map<String, Timed> now() {
    return now;
  }

  List<Built> built() {
    return List.copyOf(built.values());
  }

  Set<Candidate> candidates() {
    return built.keySet();
  }

  Map<Candidate, String> rejected() {
    return rejected;
  }

  void reject(Candidate candidate, String reason) {
    rejected.put(candidate, reason);
  }

  static Timed timed(Map<String, Timed> times, PreparedQuery query) {
    return Objects.requireNonNull(times.get(query.statement().id()));
  }

  /// Of a round of the workload, ms.
  double total(Map<String, Timed> times) {
    double total = 0;
    for (PreparedQuery query : queries) {
      total += query.statement().calls() * timed(times, query).millis();
    }
    return total;
  }

  double upkeep(Collection<Built> indexes) {
    return indexes.stream().mapToDouble(index -> problem.upkeep(index.candidate())).sum();
  }

  /// What indexes add to the planning of the statements on their tables whose plans they do not
  /// change, in a round of the workload, ms: PostgreSQL's planner opens every index of a table and
  /// looks at what it is good for. A statement whose plan they change has it in its own time.
  double planning(Collection<Built> some, Map<String, Timed> times) throws SQLException {
    List<PreparedQuery> beside = new ArrayList<>();
    for (PreparedQuery query : queries) {
      if (!uses(timed(times, query), some) && readsTableOf(query, some)) {
        beside.add(query);
      }
    }
    beside.sort(Comparator.comparingLong(query -> -query.statement().calls()));
    List<PreparedQuery> most = beside.subList(0, Math.min(PLANNED, beside.size()));
    double[] longer = timer.plannedLonger(most, clone.dropping(some));
    double added = 0;
    for (int i = 0; i < longer.length; i++) {
      added += most.get(i).statement().calls() * longer[i];
    }
    return Math.max(0, added);
  }

  private boolean readsTableOf(PreparedQuery query, Collection<Built> some) throws SQLException {
    Set<QualifiedName> read = tables.get(query.statement().id());
    if (read == null) {
      read =
          timer.read(query).stream()
              .map(clone::original)
              .filter(Objects::nonNull)
              .collect(Collectors.toSet());
      tables.put(query.statement().id(), read);
    }
    return some.stream().map(index -> index.candidate().table()).anyMatch(read::contains);
  }

  boolean isSlower(PreparedQuery query, Map<String, Timed> times) {
    return Turns.isSlower(timed(before, query).millis(), timed(times, query).millis());
  }

  long slower(Map<String, Timed> times) {
    return queries.stream().filter(query -> isSlower(query, times)).count();
  }

  static long bytes(Collection<Built> indexes) {
    return indexes.stream().mapToLong(Built::bytes).sum();
  }

  boolean fits(List<Built> added, List<Built> instead) {
    long bytes = bytes(built.values()) + bytes(added) - bytes(instead);
    int count = built.size() + added.size() - instead.size();
    return bytes <= budget.bytes() && count <= budget.count();
  }

  /// What bytes of the budget may be worth to other indexes, ms: the whole budget is taken to be
  /// worth a part of the time that is left.
  double priceOf(long bytes) {
    return BUDGET_WORTH * total(now) * Math.min(1, shareOf(bytes));
  }

  /// Of the budget.
  double shareOf(long bytes) {
    return (double) bytes / Math.max(1, budget.bytes());
  }

  long calls(String statement) {
    return calls.getOrDefault(statement, 1L);
  }

  Built build(Candidate candidate) throws SQLException {
    return clone.build(candidate);
  }

  void keep(Collection<Built> some) {
    some.forEach(index -> built.put(index.candidate(), index));
  }

  void discard(Built index) throws SQLException {
    clone.drop(index);
    built.remove(index.candidate());
  }

  /// Drops an index, with the times that are left then. What was ended early is timed to its end.
  void drop(Built index, Map<String, Timed> without, String reason) throws SQLException {
    discard(index);
    now.putAll(without);
    for (PreparedQuery query : queries) {
      Timed left = timed(now, query);
      if (left.capped() && left.millis() < timer.cap().toMillis()) {
        now.put(query.statement().id(), timer.time(query, ""));
      }
    }
    rejected.put(index.candidate(), reason);
  }

  /// Times anew what uses other indexes than when it was timed.
  void refresh() throws SQLException {
    for (PreparedQuery query : queries) {
      Timed known = timed(now, query);
      if (known.capped() || isReplanned(query, known)) {
        now.put(query.statement().id(), timer.time(query, ""));
      }
    }
  }

  boolean isReplanned(PreparedQuery query, Timed known) throws SQLException {
    return !timer.used(query).equals(known.indexes());
  }

  static boolean uses(Timed timed, Collection<Built> some) {
    return some.stream().anyMatch(index -> timed.indexes().contains(index.name()));
  }

  /// Times without some indexes of the statements that use them. Their times with them are taken
  /// anew in turns. What loses as much as the workload takes is not run to its end.
  Map<String, Timed> without(List<Built> some, Map<String, Timed> with) throws SQLException {
    return without(some, with, TrialTimer.USUAL);
  }

  /// @param pairs of runs at most
  Map<String, Timed> without(List<Built> some, Map<String, Timed> with, int pairs)
      throws SQLException {
    Map<String, Timed> times = new LinkedHashMap<>(with);
    double total = total(with);
    for (PreparedQuery query : queries) {
      Timed known = timed(with, query);
      if (uses(known, some)) {
        String id = query.statement().id();
        double most = total / query.statement().calls();
        double limit = known.millis() + most;
        Turns turns = timer.inTurns(query, clone.dropping(some), limit, pairs);
        times.put(id, turns.without().longerThan(turns.with().millis() + most, timer.cap()));
        with.put(id, turns.with());
      }
    }
    return times;
  }

  /// Times with and without what was just built, of a statement whose plan it changes.
  ///
  /// @param pairs of runs at most
  Turns beside(PreparedQuery query, List<Built> added, int pairs) throws SQLException {
    Timed known = timed(now, query);
    // What reached the cap before reaches it again.
    return known.capped()
        ? new Turns(timer.time(query, ""), known, 1, 0)
        : timer.inTurns(query, clone.dropping(added), Double.MAX_VALUE, pairs);
  }

  /// In turns with and without everything that is built, twice where it seems slower. Its times
  /// are the last ones.
  ///
  /// @param more just built
  Verdict pairUp(PreparedQuery query, List<Built> more, Map<String, Timed> times)
      throws SQLException {
    if (timed(before, query).capped()) {
      return Verdict.NO;
    }
    List<Built> all = new ArrayList<>(built.values());
    all.addAll(more);
    String change = clone.dropping(all);
    Turns turns = timer.inTurns(query, change, Double.MAX_VALUE);
    Verdict verdict = turns.verdict();
    if (verdict != Verdict.NO) {
      turns = timer.inTurns(query, change, Double.MAX_VALUE, TrialTimer.SURE);
      verdict = Turns.both(verdict, turns.verdict());
    }
    before.put(query.statement().id(), turns.without());
    times.put(query.statement().id(), turns.with());
    return verdict;
  }
}
