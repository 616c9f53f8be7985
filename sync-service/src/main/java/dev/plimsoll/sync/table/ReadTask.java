package dev.plimsoll.sync.table;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.UUID;

/// Read task, as stored.
///
/// @param attempt of the present claim; 0 if never claimed
/// @param deaths of processes that read it, since it last progressed
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

  /// Position to resume from.
  ///
  /// @param nextSequence of the next batch
  /// @param lastKey of the last announced row; empty at the beginning
  public record Position(long nextSequence, List<String> lastKey) {}

  /// More than one process has died with it; one may happen to any.
  public boolean isSuspect() {
    return deaths > 1;
  }

  public PlimsollException takenOver() {
    return PlimsollException.conflict("read task " + id + " has been taken over");
  }
}
