package dev.plimsoll.contracts.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/flow` of the materializer: the backlog, the gate, and the oldest snapshot.
///
/// @param open else appends are answered 429 and `log.events` is paused
/// @param reason of a closed gate
/// @param retryAfterSeconds 0 where the gate is open
/// @param waitingBatches without an offset; exact where they are few, else estimated
/// @param oldestSeconds waiting time of the oldest batch
/// @param deadRows of the log's hot tables
/// @param snapshot the oldest; absent where none is held
/// @param alert a warning and its remedy; absent where all is well
/// @param shards with a backlog
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

  /// @param waitingBatches exact where they are few, else estimated
  /// @param oldestSeconds waiting time of the oldest batch
  /// @param nextSeconds how long the same batch has been next
  /// @param standsStill so long that health reports it
  /// @param next the next batch; absent where it came just now
  /// @param waitsFor the holder of what it needs
  public record ShardWait(
      int shard,
      long waitingBatches,
      double oldestSeconds,
      double nextSeconds,
      boolean standsStill,
      @Nullable String next,
      @Nullable String waitsFor,
      @Nullable String fix) {}

  /// @param holder what it is, and what tells it from others
  /// @param heldSeconds by the server, or since this service saw it
  /// @param transactions begun since
  public record HeldSnapshot(String holder, double heldSeconds, long transactions, String fix) {}
}
