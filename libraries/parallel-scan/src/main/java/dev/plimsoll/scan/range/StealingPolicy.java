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

  /// The facts of a range that has not ended, as a decision needs them.
  ///
  /// @param id decides between ranges of the same extent: the lower is taken
  /// @param held by a worker; else it waits
  /// @param extent of what waits, or of what might be stolen
  /// @param cuttable false when its space has said that it cannot be cut; of no weight while it
  // waits
  public record RangeFact(long id, boolean held, double extent, boolean cuttable) {}

  /// The next move of an idle worker.
  public sealed interface WorkerDecision {
    /// Take this range, which waits.
    record Take(long id) implements WorkerDecision {}

    /// Cut this range, which somebody holds, and take what lies behind the cut.
    record Steal(long id) implements WorkerDecision {}

    /// All that is left is held by others and not worth a cut.
    record NothingToTake() implements WorkerDecision {}

    /// All ranges have ended.
    record AllEnded() implements WorkerDecision {}
  }
}
