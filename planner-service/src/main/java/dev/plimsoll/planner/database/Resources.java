package dev.plimsoll.planner.database;

import jakarta.persistence.Embeddable;

/// Amounts of what a load line limits: its limits, what is in use, what one build takes.
///
/// @param milliCores thousandths of a core
/// @param memoryBytes `maintenance_work_mem` of all builds together
/// @param walBytesPerSecond of a limit: 0 for none
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
