package dev.plimsoll.scan.range;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;

/// Decides what an idle worker does: the largest range that waits; else the rest of the largest
/// that is held. Largest first keeps the last worker's last range small.
///
/// @param leastExtent a range with less to steal than this is left to its holder: a cut costs a
///     query, and two half-filled ends
public record StealingPolicy(double leastExtent) {
  private static final Comparator<RangeFact> SMALLEST =
      Comparator.comparingDouble(RangeFact::extent)
          .thenComparing(Comparator.comparingLong(RangeFact::id).reversed());

  public StealingPolicy {
    if (!(leastExtent >= 0)) {
      throw new IllegalArgumentException("least extent " + leastExtent);
    }
  }

  /// @param ranges all that have not ended
  public WorkerDecision decide(Collection<RangeFact> ranges) {
    if (ranges.isEmpty()) {
      return new WorkerDecision.AllEnded();
    }
    Stream<RangeFact> waiting = ranges.stream().filter(range -> !range.held());
    Stream<RangeFact> stealable =
        ranges.stream()
            .filter(range -> range.held() && range.cuttable() && range.extent() >= leastExtent);
    return waiting
        .max(SMALLEST)
        .<WorkerDecision>map(range -> new WorkerDecision.Take(range.id()))
        .or(() -> stealable.max(SMALLEST).map(range -> new WorkerDecision.Steal(range.id())))
        .orElseGet(WorkerDecision.NothingToTake::new);
  }
}
