package dev.plimsoll.devstack;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns whatever a part threw at its start into an error with a code.
final class StartFailure {
  private StartFailure() {}

  static PlimsollException of(String part, Throwable cause) {
    for (@Nullable Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof PlimsollException known) {
        return known;
      }
      String message = at.getMessage();
      if (message != null && message.toLowerCase(Locale.ROOT).contains("no space left")) {
        return new PlimsollException(
            ErrorCode.DISK_FULL, part + " found no space left while it started", cause);
      }
    }
    String reason = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    return new PlimsollException(ErrorCode.START_FAILED, part + " did not start: " + reason, cause);
  }
}
