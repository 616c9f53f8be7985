package dev.plimsoll.offsetlog.backlog;

import java.time.Duration;
import java.util.List;

/// The backlog of the log: batches that are accepted and have no offset yet.
///
/// @param batches exact where they are few, else estimated
/// @param oldest how long the oldest has waited; zero where none waits
/// @param heads of the shards where something waits
public record LogBacklog(long batches, Duration oldest, List<Head> heads) {
  public static final LogBacklog NONE = new LogBacklog(0, Duration.ZERO, List.of());

  /// What is to be placed next in a shard.
  ///
  /// @param manifestId of the row
  /// @param batches that wait there
  /// @param oldest how long the first of them has waited
  public record Head(int shard, long manifestId, long batches, Duration oldest) {}
}
