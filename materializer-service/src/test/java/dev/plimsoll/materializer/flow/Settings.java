package dev.plimsoll.materializer.flow;

import java.time.Duration;

/// A [FlowConfig] for tests.
record Settings(
    long maxWaitingBatches,
    Duration maxWaitingAge,
    Duration maxStandStill,
    Duration backlogInterval,
    Duration snapshotInterval,
    Duration maxSnapshotAge,
    long maxDeadRows)
    implements FlowConfig {
  private static final Duration OFTEN = Duration.ofMillis(100);

  static Settings ofSnapshots(Duration maxAge, long maxDeadRows) {
    return new Settings(1, Duration.ZERO, OFTEN, OFTEN, OFTEN, maxAge, maxDeadRows);
  }

  static Settings ofBacklog(long maxBatches, Duration maxAge) {
    return new Settings(maxBatches, maxAge, OFTEN, OFTEN, OFTEN, Duration.ZERO, 1);
  }
}
