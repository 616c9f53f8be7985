package dev.plimsoll.sync.lineage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Run of a job of a table.
///
/// @param number from 1 on
/// @param told the event sent last; null before any
record LineageRun(int number, @Nullable EventType told) {
  static final LineageRun NONE = new LineageRun(0, null);

  enum EventType {
    START,
    COMPLETE,
    FAIL
  }

  /// Run with the event to send next; empty if all are sent. A retried job whose failure was sent
  /// gets a new run; an end without a beginning is never sent. Pure.
  Optional<LineageRun> next(LineageJob.Phase phase) {
    return switch (phase) {
      case NOT_BEGUN -> Optional.empty();
      case RUNNING ->
          told == EventType.START || told == EventType.COMPLETE
              ? Optional.empty()
              : Optional.of(begin());
      case COMPLETE -> Optional.ofNullable(toEnd(EventType.COMPLETE));
      case FAILED -> Optional.ofNullable(toEnd(EventType.FAIL));
    };
  }

  private LineageRun begin() {
    return new LineageRun(number + 1, EventType.START);
  }

  private @Nullable LineageRun toEnd(EventType end) {
    if (told == end || told == EventType.COMPLETE) {
      return null;
    }
    return told == EventType.START ? new LineageRun(number, end) : begin();
  }

  /// Id derived from the table, job and number, so that an event sent twice is of the same run.
  UUID id(UUID tableId, LineageJob job) {
    String name = "plimsoll:" + tableId + ":" + job + ":" + number;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
