package dev.plimsoll.planning.strategy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The strategies by name.
public final class Strategies {
  /// What a plan is made by where nobody says otherwise.
  public static final String DEFAULT = "moldable";

  private static final Pattern SHRUNK = Pattern.compile("([a-z-]+)/([1-9][0-9]{0,5})");

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

  /// `hybrid/300`: the rules for tables 300 times as large, for a small copy of a large set of
  /// tables. Strategies that know no sizes of their own have no such form.
  ///
  /// @param name one of [#names], or the name of one that shrinks, `/` and a whole number
  public static Optional<Strategy> named(String name) {
    Matcher shrunk = SHRUNK.matcher(name);
    if (shrunk.matches()) {
      long by = Long.parseLong(shrunk.group(2));
      return Optional.ofNullable(
          switch (shrunk.group(1)) {
            case "hybrid" -> new Hybrid(by);
            case "adaptive" -> new Adaptive("adaptive", AdaptiveRules.CONSERVATIVE, 1, by);
            case "adaptive-aggressive" ->
                new Adaptive("adaptive-aggressive", AdaptiveRules.AGGRESSIVE, 1, by);
            default -> null;
          });
    }
    return all().stream().filter(strategy -> strategy.name().equals(name)).findFirst();
  }

  static String shrunk(String name, long by) {
    return by == 1 ? name : name + "/" + by;
  }

  public static List<String> names() {
    return all().stream().map(Strategy::name).toList();
  }
}
