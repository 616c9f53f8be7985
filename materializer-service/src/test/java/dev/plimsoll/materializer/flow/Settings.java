package dev.plimsoll.materializer.flow;

import java.time.Duration;

/// A [FlowConfig] for tests.
record Settings(Duration snapshotInterval, Duration maxSnapshotAge, long maxDeadRows)
    implements FlowConfig {
  static Settings of(Duration maxSnapshotAge, long maxDeadRows) {
    return new Settings(Duration.ofMillis(100), maxSnapshotAge, maxDeadRows);
  }
}
