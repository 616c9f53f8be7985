package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry of `GET /api/v1/schedules/changes` of the sync service. Entries are never changed or
/// removed; they outlive their schedule.
///
/// @param number grows with time
/// @param every between due times, as it was then
/// @param extract as it was then
public record ScheduleChange(
    long number,
    Instant at,
    String by,
    @Nullable String reason,
    String schedule,
    @JsonProperty("act") OpenEnum<Act> rawAct,
    Duration every,
    ExtractRequest extract,
    boolean verify) {
  public @Nullable Act act() {
    return rawAct.known();
  }

  /// An act that changed something.
  public enum Act {
    CREATED,
    EDITED,
    PAUSED,
    RESUMED,
    /// A run out of its turn.
    RUN,
    REMOVED
  }
}
