package dev.plimsoll.materializer.events;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;

/// A message of `log.events`, read and judged.
sealed interface LogEvent {
  /// One of several that may name one object.
  record Batch(BatchAppended appended) implements LogEvent {}

  /// An object with all of its batches.
  record File(FileAppended appended) implements LogEvent {}
}
