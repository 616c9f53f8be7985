package dev.plimsoll.advice.choice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parts of a problem that share no index: where the budget has room for the best of each, the best
/// of each is the best of all.
final class Components {
  private final Map<Candidate, Candidate> parents = new HashMap<>();

  private Components() {}

  /// Statements by part. Statements that no index serves are in none.
  static List<List<Options>> of(ChoiceProblem problem) {
    Components sets = new Components();
    for (Options options : problem.statements()) {
      for (Configuration some : options.with()) {
        for (Candidate index : some.indexes()) {
          sets.join(first(options), index);
        }
      }
    }
    Map<Candidate, List<Options>> parts = new LinkedHashMap<>();
    for (Options options : problem.statements()) {
      if (!options.with().isEmpty()) {
        parts.computeIfAbsent(sets.root(first(options)), _ -> new ArrayList<>()).add(options);
      }
    }
    return List.copyOf(parts.values());
  }

  private static Candidate first(Options options) {
    return options.with().stream()
        .map(Configuration::indexes)
        .flatMap(Collection::stream)
        .findFirst()
        .orElseThrow();
  }

  private void join(Candidate one, Candidate other) {
    parents.put(root(one), root(other));
  }

  private Candidate root(Candidate candidate) {
    Candidate at = candidate;
    while (true) {
      Candidate parent = parents.getOrDefault(at, at);
      if (parent.equals(at)) {
        break;
      }
      at = parent;
    }
    // So that the next look is short.
    parents.put(candidate, at);
    return at;
  }
}
