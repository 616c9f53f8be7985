package dev.plimsoll.offsetlog.backlog;

import java.time.Duration;
import java.util.List;

/// Batches that are accepted and have no offset yet.
///
/// @param batches exact if few, else estimated
/// @param oldest waiting time; zero without a backlog
/// @param heads of the shards with a backlog
public record LogBacklog(long batches, Duration oldest, List<Head> heads) {
  public static final LogBacklog NONE = new LogBacklog(0, Duration.ZERO, List.of());

  /// The next row of a shard.
  ///
  /// @param batches of the shard's backlog
  /// @param oldest waiting time of its first batch
  public record Head(int shard, long manifestId, long batches, Duration oldest) {}
}
