package dev.plimsoll.maintenance.decision;

import java.time.Duration;

/// What an action takes of the server while it runs.
///
/// @param memoryBytes `maintenance_work_mem`
/// @param temporaryBytes of its sort
/// @param diskBytes that it adds until it has ended
/// @param runtime an estimate, for the order in the queue
public record ActionNeeds(
    int milliCores, long memoryBytes, long temporaryBytes, long diskBytes, Duration runtime) {
  private static final int ONE_CORE = 1_000;
  private static final long LEAST_MEMORY = 64L << 20;
  // Bytes a second, pessimistic: only the order in the queue rests on it.
  private static final long PACE = 20L << 20;
  // One merge pass: a buffer of 272 KB for each run.
  private static final double RUN_BUFFER = 272 * 1024.0;

  static ActionNeeds reading(long bytes) {
    return new ActionNeeds(ONE_CORE, LEAST_MEMORY, 0, 0, runtime(bytes));
  }

  /// Of a build of so many bytes, sorted in one merge pass.
  static ActionNeeds building(long bytes, long mostMemory) {
    long onePass = (long) Math.sqrt(bytes * RUN_BUFFER);
    long memory = Math.clamp(onePass, LEAST_MEMORY, Math.max(LEAST_MEMORY, mostMemory));
    return new ActionNeeds(
        ONE_CORE, memory, bytes + bytes / 8, bytes + bytes / 8, runtime(3 * bytes));
  }

  private static Duration runtime(long bytes) {
    return Duration.ofSeconds(1 + bytes / PACE);
  }
}
