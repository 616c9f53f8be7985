package dev.plimsoll.sync.lineage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Run of a job of a table, from 1 on, and the event that was sent last of it.
///
/// @param told null before any was sent
record LineageRun(int number, @Nullable EventType told) {
  static final LineageRun NONE = new LineageRun(0, null);

  enum EventType {
    START,
    COMPLETE,
    FAIL
  }

  /// The run with the event that is to be sent next. A job that is retried after its failure was
  /// sent has a new run; an end without a beginning is never sent. Pure.
  ///
  /// @return empty where all is sent
  Optional<LineageRun> next(LineageJob.Phase phase) {
    return switch (phase) {
      case NOT_BEGUN -> Optional.empty();
      case RUNNING -> begun() ? Optional.empty() : Optional.of(begin());
      case COMPLETE -> Optional.ofNullable(toEnd(EventType.COMPLETE));
      case FAILED -> Optional.ofNullable(toEnd(EventType.FAIL));
    };
  }

  private boolean begun() {
    return told == EventType.START || told == EventType.COMPLETE;
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

  /// Follows from what it is of, so that an event which is sent again, since it is not known
  /// whether it arrived, is of the same run.
  UUID id(UUID tableId, LineageJob job) {
    String name = "plimsoll:" + tableId + ":" + job + ":" + number;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
