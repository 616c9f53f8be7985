package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One entry of `GET /api/v1/schedule-changes` of the sync service. Entries are added, and never
/// changed or removed; they outlive their schedule.
///
/// @param number of the entry; greater ones are later
/// @param by who said to have asked
/// @param reason as it was given; absent where it was not
/// @param every from one due time to the next, as it was then
/// @param extract what each run asks for, as it was then
/// @param verify each run ends with a receipt
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

  /// What was done. Asking for what is so already is no change.
  public enum Act {
    CREATED,
    PAUSED,
    RESUMED,
    /// A run was asked for, whatever the clock says.
    RUN,
    REMOVED
  }
}
