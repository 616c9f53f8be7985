package dev.plimsoll.health.index;

import dev.plimsoll.health.facts.AttachedStandbys;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Rule about standbys that follow and were not named: any of them may read an index.
public final class UnnamedStandbys {
  private static final int MOST_NAMED = 5;

  private UnnamedStandbys() {}

  /// @param attached to the server, and to each standby that was asked
  /// @param asked different standbys that have answered
  /// @param ignored as [AttachedStandbys#names] takes them
  /// @return why it is not known what standbys read, a sentence; empty where all were asked
  public static String problem(List<AttachedStandbys> attached, int asked, Set<String> ignored) {
    for (AttachedStandbys some : attached) {
      if (!some.problem().isEmpty()) {
        return "which standbys follow is unknown: %s.".formatted(some.problem());
      }
    }
    List<String> names = attached.stream().flatMap(some -> some.names(ignored)).toList();
    if (names.size() <= asked) {
      return "";
    }
    String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return ("%s (%s%s), and %s: name each by --standby HOST[:PORT], and by --ignore-replica NAME"
            + " what serves no queries.")
        .formatted(
            names.size() == 1 ? "1 standby follows" : names.size() + " standbys follow",
            some,
            names.size() > MOST_NAMED ? ", ..." : "",
            asked == 0 ? "none is named" : asked == 1 ? "1 is named" : asked + " are named");
  }
}
