package dev.plimsoll.scan.range;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;

/// Policy for an idle worker: take the largest waiting range, else steal from the largest held one.
/// Largest first makes the last ranges small.
///
/// @param leastExtent smaller ranges are not cut: a cut costs a query and two half-filled ends
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

  /// Facts of a range that has not ended.
  ///
  /// @param id breaks ties of extents: the lower is taken
  /// @param held by a worker; else it waits
  /// @param extent of the waiting or stealable part
  /// @param cuttable false when its space found no cut; ignored while it waits
  public record RangeFact(long id, boolean held, double extent, boolean cuttable) {}

  /// Next move of an idle worker.
  public sealed interface WorkerDecision {
    /// Take this waiting range.
    record Take(long id) implements WorkerDecision {}

    /// Cut this held range, and take the part behind the cut.
    record Steal(long id) implements WorkerDecision {}

    /// All ranges are held, and none is worth a cut.
    record NothingToTake() implements WorkerDecision {}

    /// All ranges have ended.
    record AllEnded() implements WorkerDecision {}
  }
}
