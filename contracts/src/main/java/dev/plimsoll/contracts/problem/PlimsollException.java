package dev.plimsoll.contracts.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A failure with a code. Its message is for people and never holds a secret.
public final class PlimsollException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable Duration retryAfter;

  public PlimsollException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public PlimsollException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, cause, null);
  }

  private PlimsollException(
      ErrorCode code, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public static PlimsollException invalidRequest(String detail) {
    return new PlimsollException(ErrorCode.INVALID_REQUEST, detail);
  }

  public static PlimsollException usage(String detail) {
    return new PlimsollException(ErrorCode.USAGE, detail);
  }

  public static PlimsollException conflict(String detail) {
    return new PlimsollException(ErrorCode.CONFLICT, detail);
  }

  public static PlimsollException notFound(String detail) {
    return new PlimsollException(ErrorCode.NOT_FOUND, detail);
  }

  /// A failure that passes after a while.
  ///
  /// @param retryAfter HTTP answers it as `Retry-After`
  public static PlimsollException retryLater(ErrorCode code, String message, Duration retryAfter) {
    return retryLater(code, message, retryAfter, null);
  }

  public static PlimsollException retryLater(
      ErrorCode code, String message, Duration retryAfter, @Nullable Throwable cause) {
    return new PlimsollException(code, message, cause, retryAfter);
  }

  public ErrorCode code() {
    return code;
  }

  /// Null where unknown.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
