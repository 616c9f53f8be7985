package dev.plimsoll.health;

import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.health.table.CorrelatedColumns;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The tables whose combinations of columns are worth a sample: the caller's first, then the
/// largest.
final class CombinationQueue {
  // Below this the planner's errors cost nothing.
  private static final long FACTOR_OF_SMALL = 10;

  /// @param asked whether the caller has named some of the sets
  record Wanted(TableHealth table, List<List<String>> sets, boolean asked) {}

  // The least wanted is the head.
  private final PriorityQueue<Wanted> wanted =
      new PriorityQueue<>(
          Comparator.comparing(Wanted::asked).thenComparing(some -> some.table().rows()));
  private final int most;

  CombinationQueue(int most) {
    this.most = most;
  }

  void offer(
      TableHealth table,
      List<IndexHealth> indexes,
      List<List<String>> asked,
      Thresholds thresholds) {
    boolean large = table.rows() >= FACTOR_OF_SMALL * thresholds.smallRows();
    List<List<String>> sets =
        CorrelatedColumns.candidates(large ? indexes : List.of(), asked, List.of());
    if (!sets.isEmpty()) {
      wanted.add(new Wanted(table, sets, !asked.isEmpty()));
      if (wanted.size() > most) {
        wanted.poll();
      }
    }
  }

  List<Wanted> all() {
    return List.copyOf(wanted);
  }
}
