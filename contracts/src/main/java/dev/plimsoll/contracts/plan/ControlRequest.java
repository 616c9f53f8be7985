package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// The optional body of an act: to apply, pause, resume, cancel, release or run.
///
/// @param reason shown while nothing moves
public record ControlRequest(
    @Nullable @Within(Bound.BY) String by, @Nullable @Within(Bound.REASON) String reason) {
  public ControlRequest {
    if (by != null && by.length() > 100 || reason != null && reason.length() > 300) {
      throw new IllegalArgumentException("by has at most 100 characters, reason at most 300");
    }
  }

  public static String words(@Nullable ControlRequest request) {
    return (request == null ? new ControlRequest(null, null) : request).words();
  }

  /// The user and the reason, for a sentence; never empty.
  public String words() {
    String who = by == null || by.isBlank() ? "a user of the API" : by.strip();
    return reason == null || reason.isBlank() ? who : who + " (" + reason.strip() + ")";
  }
}
