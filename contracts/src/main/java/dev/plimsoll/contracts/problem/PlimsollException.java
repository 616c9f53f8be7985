package dev.plimsoll.contracts.problem;

import org.jspecify.annotations.Nullable;

/// A failure that has a code and a way out. Its message is for people and never holds a secret.
public final class PlimsollException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public PlimsollException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public PlimsollException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
