package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.Turns.Verdict;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Choice by measuring: the set that costs proposed is built on a clone; what slows a statement
/// or is worth nothing goes ([Pruning]), what is large gives way to smaller ones ([Slimming]).
/// What promises most beside the rest is tried as long as there is time, where the budget is full
/// in the place of what loses less ([Extension]). In the end times before and after are taken
/// once more, in turns.
///
/// An index is judged by the statements whose plan it changes; others are not run again.
public final class MeasuredChoice {
  // So often what stayed beside an index that went is extended once more.
  private static final int REPEATED = 2;

  private final TrialClone clone;
  private final TrialTimer timer;
  private final List<PreparedQuery> queries;
  private final Budget budget;
  private final Duration time;
  private final Map<String, Timed> before = new LinkedHashMap<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  /// @param queries prepared in the clone's session, on its tables; those that change nothing
  /// @param time for the search; each step that was begun is ended
  public MeasuredChoice(
      TrialClone clone, List<PreparedQuery> queries, Budget budget, Duration cap, Duration time) {
    this.clone = clone;
    this.timer = new TrialTimer(clone.session(), cap, clone.wholes());
    this.queries = new ArrayList<>(queries);
    this.budget = budget;
    this.time = time;
  }

  /// @param before of each statement by id, without new indexes
  /// @param after with the chosen ones
  /// @param rejected candidates that were built and measured, and why they went
  /// @param slower statements that runs in turns say are slower, twice
  /// @param unclear statements whose fastest runs are slower, and whose pairs of runs disagree
  /// @param failed statements whose first run failed, and with what: they decide nothing
  /// @param generic statements that are slower where they are prepared: with plans for their
  ///     values and with one for all, the ones that lose most first
  /// @param outOfTime the search ended before all that promises something was tried
  public record Outcome(
      List<Built> chosen,
      Map<String, Timed> before,
      Map<String, Timed> after,
      Map<Candidate, String> rejected,
      Set<String> slower,
      Set<String> unclear,
      Map<String, String> failed,
      Map<String, Turns> generic,
      boolean outOfTime) {}

  /// Times all statements as the clone is, before any index is built. One that fails is left
  /// out.
  public Map<String, Timed> baseline() throws SQLException {
    for (PreparedQuery query : List.copyOf(queries)) {
      try {
        before.put(query.statement().id(), timer.time(query, ""));
      } catch (SQLException e) {
        // It writes in spite of its first word, or its values do not suit it.
        queries.remove(query);
        failed.put(query.statement().id(), SqlStates.firstLine(e));
      }
    }
    return Map.copyOf(before);
  }

  /// @param problem whose configurations are the runners-up
  public Outcome decide(Set<Candidate> proposed, ChoiceProblem problem) throws SQLException {
    long until = System.nanoTime() + time.toNanos();
    TrialState state = new TrialState(clone, timer, queries, budget, problem, before);
    for (Candidate candidate :
        proposed.stream().sorted(Comparator.comparing(Candidate::brief)).toList()) {
      state.keep(List.of(state.build(candidate)));
    }
    state.refresh();
    Pruning pruning = new Pruning(state);
    pruning.prune(true);
    Slimming slimming = new Slimming(state);
    slimming.slim(state.built());
    pruning.shrink();
    Extension extension = new Extension(state, pruning, slimming, until);
    boolean outOfTime = extension.run();
    List<Built> dropped = pruning.prune(false);
    for (int i = 0; i < REPEATED && !dropped.isEmpty() && !outOfTime; i++) {
      extension.reopen(dropped);
      outOfTime = extension.run();
      dropped = pruning.prune(false);
    }
    Map<String, Verdict> verdicts = pruning.appease();
    return new Outcome(
        state.built(),
        Map.copyOf(state.before()),
        Map.copyOf(state.now()),
        Map.copyOf(state.rejected()),
        of(verdicts, Verdict.YES),
        of(verdicts, Verdict.UNCLEAR),
        Map.copyOf(failed),
        new GenericPlans(timer, state).slower(),
        outOfTime);
  }

  private static Set<String> of(Map<String, Verdict> verdicts, Verdict which) {
    return verdicts.entrySet().stream()
        .filter(entry -> entry.getValue() == which)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
