package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.job.ClaimRequest.Order;
import java.time.Duration;
import java.util.Comparator;

/// Where work stands among what is ready: the ready queue's order of jobs, and a plan's of builds.
/// Of equals the oldest comes first.
///
/// @param priority the highest first
/// @param runtime an estimate
public record Precedence(int priority, int gpus, Duration runtime, long memoryBytes) {
  private static final Comparator<Precedence> BY_GPUS =
      Comparator.comparingInt(Precedence::priority).thenComparingInt(Precedence::gpus);

  private static final Comparator<Precedence> BY_RUNTIME =
      BY_GPUS
          .thenComparing(Precedence::runtime)
          .thenComparingLong(Precedence::memoryBytes)
          .reversed();
  private static final Comparator<Precedence> BY_MEMORY =
      BY_GPUS
          .thenComparingLong(Precedence::memoryBytes)
          .thenComparing(Precedence::runtime)
          .reversed();

  /// First what is claimed first.
  public static Comparator<Precedence> by(Order order) {
    return order == Order.GPUS_MEMORY_RUNTIME ? BY_MEMORY : BY_RUNTIME;
  }
}
