package dev.plimsoll.contracts.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/flow` of the materializer: how much waits for offsets, whether more is let in, and
/// who keeps the server from clearing up.
///
/// @param open whether batches are taken; else appends are answered 429 and `log.events` is paused
/// @param reason why they are not
/// @param retryAfterSeconds after which an append may be tried again; 0 where it is open
/// @param waitingBatches accepted, without an offset yet; exact where they are few, else estimated
/// @param oldestSeconds how long the oldest of them has waited
/// @param deadRows of the log's hot tables
/// @param snapshot who holds the oldest snapshot; absent where nobody does
/// @param alert what is warned of, and what ends it; absent where all is well
/// @param shards those where something waits
public record LogFlow(
    boolean open,
    @Nullable String reason,
    long retryAfterSeconds,
    long waitingBatches,
    double oldestSeconds,
    long deadRows,
    @Nullable HeldSnapshot snapshot,
    @Nullable String alert,
    List<ShardWait> shards) {

  public LogFlow {
    shards = List.copyOf(shards);
  }

  /// A shard: whole partitions, to which one at a time gives offsets.
  ///
  /// @param waitingBatches exact where they are few, else estimated
  /// @param oldestSeconds how long the oldest of them has waited
  /// @param nextSeconds how long the same batch has been the next one
  /// @param standsStill for so long that health says so
  /// @param next which batch that is; absent where it came just now
  /// @param waitsFor who has what it needs, where somebody has
  /// @param fix what ends that
  public record ShardWait(
      int shard,
      long waitingBatches,
      double oldestSeconds,
      double nextSeconds,
      boolean standsStill,
      @Nullable String next,
      @Nullable String waitsFor,
      @Nullable String fix) {}

  /// @param holder for people: what it is and what tells it from others
  /// @param heldSeconds as far as the server says or the service has seen it
  /// @param transactions that were begun since
  /// @param fix what ends it
  public record HeldSnapshot(String holder, double heldSeconds, long transactions, String fix) {}
}
