package dev.plimsoll.sync.table;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.UUID;

/// Read task, as its row has it.
///
/// @param attempt of the claim at hand; 0 when never claimed
/// @param deaths of processes that ended while they read it, since it last came further
/// @param bounds how often the range's end was taken over
public record ReadTask(
    UUID id,
    UUID tableId,
    int number,
    int logPartition,
    ReadRange range,
    int attempt,
    int deaths,
    int bounds,
    Position position) {

  /// Where reading goes on.
  ///
  /// @param nextSequence of the batch that comes next
  /// @param lastKey of the last announced row; empty at the beginning
  public record Position(long nextSequence, List<String> lastKey) {}

  /// More than one process has ended with it; one may happen to any.
  public boolean isSuspect() {
    return deaths > 1;
  }

  /// Says that a later claim has it.
  public PlimsollException takenOver() {
    return PlimsollException.conflict("read task " + id + " has been taken over");
  }
}
