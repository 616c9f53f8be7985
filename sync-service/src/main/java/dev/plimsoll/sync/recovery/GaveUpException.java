package dev.plimsoll.sync.recovery;

/// Marks a failure that may pass but has been waited for long enough.
final class GaveUpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GaveUpException(Throwable cause) {
    super(cause);
  }
}
