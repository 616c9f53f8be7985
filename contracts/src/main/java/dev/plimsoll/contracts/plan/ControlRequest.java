package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// The request to pause, resume or cancel; the body may be left out.
///
/// @param by who asks, for the record, at most 100 characters
/// @param reason shown to whoever wonders why nothing moves, at most 300 characters
public record ControlRequest(
    @Nullable @Within(Bound.BY) String by, @Nullable @Within(Bound.REASON) String reason) {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 300;

  public ControlRequest {
    if (by != null && by.length() > LONGEST_NAME
        || reason != null && reason.length() > LONGEST_REASON) {
      throw new IllegalArgumentException("by has at most 100 characters, reason at most 300");
    }
  }

  /// The same of a request whose body may be left out.
  public static String words(@Nullable ControlRequest request) {
    return (request == null ? new ControlRequest(null, null) : request).words();
  }

  /// Who asks and why, for a sentence; never empty.
  public String words() {
    String who = by == null || by.isBlank() ? "a user of the API" : by.strip();
    return reason == null || reason.isBlank() ? who : who + " (" + reason.strip() + ")";
  }
}
