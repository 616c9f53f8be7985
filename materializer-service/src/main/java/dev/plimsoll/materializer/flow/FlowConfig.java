package dev.plimsoll.materializer.flow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/// How much may wait, and how long somebody may hold an old snapshot.
@ConfigMapping(prefix = "plimsoll.materializer.flow")
public interface FlowConfig {
  /// Between two looks for old snapshots and dead rows.
  @WithDefault("PT5S")
  Duration snapshotInterval();

  /// How long a snapshot is held before it is warned of: 30 s. From then on what it keeps from
  /// being cleared slows the queue down.
  @WithDefault("PT30S")
  Duration maxSnapshotAge();

  /// Dead rows of the log's hot tables before they are warned of, with whoever keeps them; 1 or
  /// more.
  @WithDefault("20000")
  @Min(1)
  long maxDeadRows();
}
