package dev.plimsoll.queue.resource;

/// What a worker has for jobs that it claims.
///
/// @param lane of which it takes jobs
/// @param free what is not taken by its other jobs; its runtime is how long the worker will last
/// @param all what the worker has when it runs nothing
/// @param order among jobs of equal priority
/// @param most jobs, 1 to 10,000
public record Offer(String lane, Needs free, Needs all, Order order, int most) {
  private static final int MOST_JOBS = 10_000;

  /// Of jobs of equal priority, which come first.
  public enum Order {
    /// GPUs, then the estimated runtime, then memory, the largest first.
    GPUS_RUNTIME_MEMORY,
    /// GPUs, then memory, then the estimated runtime, the largest first.
    GPUS_MEMORY_RUNTIME
  }

  /// @throws IllegalArgumentException where more is free than there is, and for numbers out of
  ///     range
  public Offer {
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

  /// All that a worker has.
  public static Offer ofAll(String lane, Needs all, int most) {
    return new Offer(lane, all, all, Order.GPUS_RUNTIME_MEMORY, most);
  }
}
