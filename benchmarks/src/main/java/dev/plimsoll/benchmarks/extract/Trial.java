package dev.plimsoll.benchmarks.extract;

import java.util.List;

/// Outcome of the first extract of a table by a strategy, before the race.
sealed interface Trial {
  String group();

  RacedStrategy way();

  default String label() {
    return way().in(group());
  }

  /// Strategies that race on a table, in the order of their trials.
  static List<RacedStrategy> racing(List<Trial> trials, String group) {
    return trials.stream()
        .filter(trial -> trial.group().equals(group) && trial.races())
        .map(Trial::way)
        .toList();
  }

  default boolean races() {
    return this instanceof Compared compared && compared.equal();
  }

  /// Trial whose rows were compared with the source's by number and digest.
  ///
  /// @param how they were compared; where they are not equal, the difference
  record Compared(String group, RacedStrategy way, boolean equal, String how) implements Trial {}

  /// Trial that a rule or the service refused.
  record LeftOut(String group, RacedStrategy way, String reason) implements Trial {}
}
