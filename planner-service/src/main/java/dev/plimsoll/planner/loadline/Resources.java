package dev.plimsoll.planner.loadline;

import jakarta.persistence.Embeddable;

/// Amounts of what a load line limits: a limit, the usage, or the needs of one build.
///
/// @param milliCores thousandths of a core
/// @param memoryBytes `maintenance_work_mem` of all builds together
/// @param walBytesPerSecond 0 for no limit
@Embeddable
public record Resources(
    long milliCores,
    long memoryBytes,
    int parallelWorkers,
    long temporaryBytes,
    long diskBytes,
    long walBytesPerSecond) {
  public static final Resources NONE = new Resources(0, 0, 0, 0, 0, 0);
}
