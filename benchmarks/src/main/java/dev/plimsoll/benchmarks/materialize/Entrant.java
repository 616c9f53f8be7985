package dev.plimsoll.benchmarks.materialize;

import java.util.ArrayList;
import java.util.List;

/// A way in a scenario.
///
/// @param group whose figures it stands among
record Entrant(String group, Scenario scenario, Way way) {
  private static Entrant of(Scenario scenario, Way way) {
    return new Entrant(scenario.title(), scenario, way);
  }

  /// Everybody on 16 partitions, and those who go everywhere in all other scenarios.
  static List<Entrant> all(boolean quick) {
    List<Entrant> all = new ArrayList<>();
    Way.ALL.forEach(way -> all.add(of(Scenario.SIXTEEN, way)));
    for (Scenario scenario : Scenario.others(quick)) {
      Way.ALL.stream().filter(Way::everywhere).forEach(way -> all.add(of(scenario, way)));
    }
    all.add(new Entrant(Scenario.PACED.title(), Scenario.retained(quick), Way.RETAINED));
    return all;
  }

  String label() {
    return group + ": " + way.name();
  }
}
