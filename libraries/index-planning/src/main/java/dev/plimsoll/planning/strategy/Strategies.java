package dev.plimsoll.planning.strategy;

import java.util.List;
import java.util.Optional;

/// The strategies by name.
public final class Strategies {
  /// What a plan is made by where nobody says otherwise.
  public static final String DEFAULT = "moldable";

  private Strategies() {}

  /// Every one, the default first, baselines last.
  public static List<Strategy> all() {
    return all(1, 4);
  }

  /// @param batchSize builds at once of the adaptive ones, 1 or more
  /// @param jobs at once of the pgcopydb-like one, 1 or more
  public static List<Strategy> all(int batchSize, int jobs) {
    return List.of(
        moldable(),
        new PostgresDefault(),
        new Fixed(),
        new Hybrid(),
        new Adaptive("adaptive", AdaptiveRules.CONSERVATIVE, batchSize),
        new Adaptive("adaptive-aggressive", AdaptiveRules.AGGRESSIVE, batchSize),
        new JobsDescending(jobs),
        new AllAtOnce());
  }

  public static Strategy moldable() {
    return new Moldable("moldable", Integer.MAX_VALUE);
  }

  /// Longest first without workers: what moldable is beside, in tests and benchmarks.
  public static Strategy serial() {
    return new Moldable("longest-first", 0);
  }

  public static Optional<Strategy> named(String name) {
    return all().stream().filter(strategy -> strategy.name().equals(name)).findFirst();
  }

  public static List<String> names() {
    return all().stream().map(Strategy::name).toList();
  }
}
