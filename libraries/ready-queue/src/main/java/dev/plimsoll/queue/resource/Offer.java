package dev.plimsoll.queue.resource;

import java.util.List;

/// What a worker has for jobs that it claims.
///
/// @param lanes of which it takes jobs, 1 to 100
/// @param free what is not taken by its other jobs; its runtime is how long the worker will last
/// @param all what the worker has when it runs nothing
/// @param order among jobs of equal priority
/// @param most jobs, 1 to 10,000
public record Offer(List<String> lanes, Needs free, Needs all, Order order, int most) {
  private static final int MOST_LANES = 100;
  private static final int MOST_JOBS = 10_000;

  /// Of jobs of equal priority, which come first.
  public enum Order {
    /// GPUs, then the estimated runtime, then memory, the largest first.
    GPUS_RUNTIME_MEMORY,
    /// GPUs, then memory, then the estimated runtime, the largest first.
    GPUS_MEMORY_RUNTIME
  }

  /// @throws IllegalArgumentException where more is free than there is, and for numbers out of
  // range
  public Offer {
    lanes = List.copyOf(lanes);
    if (lanes.isEmpty() || lanes.size() > MOST_LANES) {
      throw new IllegalArgumentException("1 to %,d lanes are offered".formatted(MOST_LANES));
    }
    if (most < 1 || most > MOST_JOBS) {
      throw new IllegalArgumentException("1 to %,d jobs are claimed at once".formatted(MOST_JOBS));
    }
    if (free.millicores() > all.millicores()
        || free.memoryBytes() > all.memoryBytes()
        || free.gpus() > all.gpus()
        || free.diskBytes() > all.diskBytes()) {
      throw new IllegalArgumentException("more is free than the worker has");
    }
  }

  /// All that a worker has, for one lane.
  public static Offer ofAll(String lane, Needs all, int most) {
    return new Offer(List.of(lane), all, all, Order.GPUS_RUNTIME_MEMORY, most);
  }
}
