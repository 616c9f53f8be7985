package dev.plimsoll.contracts.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A failure that has a code and a way out. Its message is for people and never holds a secret.
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

  /// A request that is not valid.
  public static PlimsollException invalidRequest(String detail) {
    return new PlimsollException(ErrorCode.INVALID_REQUEST, detail);
  }

  /// A command line that is not understood.
  public static PlimsollException usage(String detail) {
    return new PlimsollException(ErrorCode.USAGE, detail);
  }

  /// An act that does not fit the state of its subject.
  public static PlimsollException conflict(String detail) {
    return new PlimsollException(ErrorCode.CONFLICT, detail);
  }

  /// A name or id that nothing has.
  public static PlimsollException notFound(String detail) {
    return new PlimsollException(ErrorCode.NOT_FOUND, detail);
  }

  /// A failure that will be none after a while.
  ///
  /// @param retryAfter what HTTP answers as `Retry-After`
  public static PlimsollException retryLater(ErrorCode code, String message, Duration retryAfter) {
    return retryLater(code, message, retryAfter, null);
  }

  /// @param cause of it
  public static PlimsollException retryLater(
      ErrorCode code, String message, Duration retryAfter, @Nullable Throwable cause) {
    return new PlimsollException(code, message, cause, retryAfter);
  }

  public ErrorCode code() {
    return code;
  }

  /// After which it is worth trying again; null where nobody knows.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
