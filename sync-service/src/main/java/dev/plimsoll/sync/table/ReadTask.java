package dev.plimsoll.sync.table;

import dev.plimsoll.connector.table.ReadRange;
import java.util.List;
import java.util.UUID;

/// A read task, as its row has it.
///
/// @param attempt of the claim at hand; 0 when never claimed
/// @param deaths of processes that ended while they read it, since it last came further
/// @param nextSequence of the batch that comes next
/// @param bounds how often the range's end was taken over
/// @param lastKey of the last announced row; empty at the beginning
public record ReadTask(
    UUID id,
    UUID tableId,
    int number,
    int logPartition,
    ReadRange range,
    boolean done,
    int attempt,
    int deaths,
    long nextSequence,
    int bounds,
    List<String> lastKey) {

  /// Not only one process has ended with it, which may happen to any.
  public boolean isSuspect() {
    return deaths > 1;
  }
}
