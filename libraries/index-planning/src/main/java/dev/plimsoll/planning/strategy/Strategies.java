package dev.plimsoll.planning.strategy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Strategies by name.
public final class Strategies {
  public static final String DEFAULT = "moldable";

  private Strategies() {}

  /// All strategies, the default first, baselines last.
  public static List<SchedulingStrategy> all() {
    return all(1, 4);
  }

  /// @param batchSize builds at once of the adaptive ones, 1 or more
  /// @param jobs at once of the pgcopydb-like one, 1 or more
  public static List<SchedulingStrategy> all(int batchSize, int jobs) {
    return List.of(
        moldable(),
        UniformStrategy.postgresDefault(),
        UniformStrategy.fixed(),
        new Hybrid(new StrategyText("hybrid", 1, Map.of())),
        new Adaptive("adaptive", AdaptiveRules.CONSERVATIVE, batchSize, 1),
        new Adaptive("adaptive-aggressive", AdaptiveRules.AGGRESSIVE, batchSize, 1),
        UniformStrategy.pgcopydb(jobs),
        UniformStrategy.allAtOnce());
  }

  public static SchedulingStrategy moldable() {
    return new Moldable("moldable", Integer.MAX_VALUE, WaitingOrder.LONGEST_FIRST);
  }

  /// As moldable, in the ready queue's orders alone: runtime, then memory; and memory, then
  /// runtime. Only where they are asked for, not among [#all].
  public static List<SchedulingStrategy> queueOrders() {
    return List.of(
        new Moldable("queue", Integer.MAX_VALUE, WaitingOrder.QUEUE),
        new Moldable("queue-by-memory", Integer.MAX_VALUE, WaitingOrder.QUEUE_BY_MEMORY));
  }

  /// Longest first without workers, for comparison with moldable.
  public static SchedulingStrategy serial() {
    return new Moldable("longest-first", 0, WaitingOrder.LONGEST_FIRST);
  }

  /// `hybrid/300`: rules for tables 300 times as large, for a small copy of a large database.
  /// Strategies without sizes have no such form.
  ///
  /// `adaptive:batch_size=2,reserve=0.3`: rules with other figures. The adaptive ones have
  /// `batch_size`, `base_workers`, `very_large_multiplier` (tables above 300 GB),
  /// `large_multiplier` (above 150 GB) and `reserve` (share of memory that stays free); `hybrid`
  /// has `max_concurrent_builds` and `reserve`.
  ///
  /// @return empty for an unknown strategy or setting
  public static Optional<SchedulingStrategy> named(String name) {
    return StrategyText.parse(name).flatMap(Strategies::of);
  }

  private static Optional<SchedulingStrategy> of(StrategyText text) {
    if (text.equals(new StrategyText(text.name(), 1, Map.of()))) {
      return known().filter(strategy -> strategy.name().equals(text.name())).findFirst();
    }
    return Optional.ofNullable(
        switch (text.name()) {
          case "hybrid" -> Hybrid.of(text);
          case "adaptive" -> Adaptive.of(text, AdaptiveRules.CONSERVATIVE);
          case "adaptive-aggressive" -> Adaptive.of(text, AdaptiveRules.AGGRESSIVE);
          default -> null;
        });
  }

  /// Settings, for error messages.
  public static String settings() {
    return "hybrid has max_concurrent_builds and reserve; adaptive and adaptive-aggressive"
        + " batch_size, base_workers, very_large_multiplier, large_multiplier and reserve";
  }

  public static List<String> names() {
    return known().map(SchedulingStrategy::name).toList();
  }

  private static Stream<SchedulingStrategy> known() {
    return Stream.concat(all().stream(), queueOrders().stream());
  }
}
