package dev.plimsoll.benchmarks.extract;

import java.util.List;

/// What became of the first extract of a table by a strategy, before anything was measured.
sealed interface Trial {
  /// Of the table, as the contenders have it.
  String group();

  RacedStrategy way();

  /// The contender's, whether it takes part or not.
  default String label() {
    return way().in(group());
  }

  /// Strategies that take part in the race of a table, in the order of their trials.
  static List<RacedStrategy> racing(List<Trial> trials, String group) {
    return trials.stream()
        .filter(trial -> trial.group().equals(group) && trial.races())
        .map(Trial::way)
        .toList();
  }

  /// Whether it takes part in the race.
  default boolean races() {
    return this instanceof Compared compared && compared.equal();
  }

  /// Its rows were compared with the source's.
  ///
  /// @param equal in number and digest
  /// @param how they were, and where they are not equal, what was found
  record Compared(String group, RacedStrategy way, boolean equal, String how) implements Trial {}

  /// It takes no part, by a rule or since the service refuses it.
  record LeftOut(String group, RacedStrategy way, String reason) implements Trial {}
}
