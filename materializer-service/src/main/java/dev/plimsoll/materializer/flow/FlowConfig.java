package dev.plimsoll.materializer.flow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How much may wait, and how long somebody may hold an old snapshot.
@ConfigMapping(prefix = "plimsoll.materializer.flow")
public interface FlowConfig {
  /// Batches that may wait for offsets; 1 or more. Beyond it appends over HTTP are answered 429
  /// and log.events is paused, until half of it is left.
  @WithDefault("1000000")
  long maxWaitingBatches();

  /// How long a batch may wait for its offset, with the same consequence.
  @WithDefault("PT30S")
  Duration maxWaitingAge();

  /// How long the same batch may be the next one of a shard, before health is down and the log
  /// names it.
  @WithDefault("PT15S")
  Duration maxStandStill();

  /// Between two looks at what waits, and so how much more may get in: what comes in that time.
  @WithDefault("PT0.25S")
  Duration backlogInterval();

  /// Between two looks for old snapshots and dead rows.
  @WithDefault("PT5S")
  Duration snapshotInterval();

  /// How long a snapshot may be held before it is warned of: what it keeps from being cleared
  /// slows the queue down.
  @WithDefault("PT30S")
  Duration maxSnapshotAge();

  /// Dead rows of the log's hot tables before they are warned of, with whoever keeps them; 1 or
  /// more.
  @WithDefault("20000")
  long maxDeadRows();
}
