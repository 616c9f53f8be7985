package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.trial.MeasuredChoice.Outcome;
import dev.plimsoll.advice.trial.Turns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What was decided, by costs or by measuring.
///
/// @param before a call of each statement by id, ms or cost
/// @param after with the chosen indexes
/// @param used by each statement, of the chosen ones
/// @param rejected candidates that were built and measured, and why they went
/// @param slower statements
/// @param failed statements that decided nothing since a run of them failed, and with what
/// @param generic statements that are slower where they are prepared: with plans for their values,
///     and with one for all
/// @param notes on how it was decided
record Decided(
    Set<Candidate> chosen,
    Map<String, Double> before,
    Map<String, Double> after,
    Map<String, Set<Candidate>> used,
    Map<Candidate, String> rejected,
    List<String> slower,
    Map<String, String> failed,
    Map<String, Turns> generic,
    List<String> notes) {
  /// Foretold: slower is what costs say.
  static Decided byCosts(
      Set<Candidate> chosen,
      Map<String, Double> before,
      Map<String, Double> after,
      Map<String, Set<Candidate>> used) {
    List<String> slower =
        before.keySet().stream()
            .filter(id -> Turns.isSlower(before.getOrDefault(id, 0.0), after.getOrDefault(id, 0.0)))
            .sorted()
            .toList();
    return new Decided(
        chosen, before, after, used, Map.of(), slower, Map.of(), Map.of(), List.of());
  }

  /// @param more notes
  static Decided measured(Outcome outcome, List<String> more) {
    Map<String, Candidate> names = new HashMap<>();
    outcome.chosen().forEach(index -> names.put(index.name(), index.candidate()));
    Map<String, Double> before = new HashMap<>();
    outcome.before().forEach((id, timed) -> before.put(id, timed.millis()));
    Map<String, Double> after = new HashMap<>();
    Map<String, Set<Candidate>> used = new HashMap<>();
    outcome
        .after()
        .forEach(
            (id, timed) -> {
              after.put(id, timed.millis());
              Set<Candidate> its = new HashSet<>();
              names.forEach(
                  (name, candidate) -> {
                    if (timed.indexes().contains(name)) {
                      its.add(candidate);
                    }
                  });
              used.put(id, its);
            });
    List<String> notes = new ArrayList<>(more);
    if (!outcome.unclear().isEmpty()) {
      notes.add(
          "the machine was too busy to tell whether %s became slower: runs in turns disagree"
              .formatted(outcome.unclear().stream().sorted().collect(Collectors.joining(", "))));
    }
    if (outcome.outOfTime()) {
      notes.add("time ended the trial before everything that promises something was measured");
    }
    return new Decided(
        Set.copyOf(names.values()),
        before,
        after,
        used,
        outcome.rejected(),
        outcome.slower().stream().sorted().toList(),
        outcome.failed(),
        outcome.generic(),
        notes);
  }
}
