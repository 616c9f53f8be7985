package dev.plimsoll.vectors.memory;

/// A table whose vectors need more memory than is left for them.
final class NoRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long expectedBytes;

  /// @param expectedBytes see {@link #expectedBytes}
  NoRoomException(String message, long expectedBytes) {
    super(message);
    this.expectedBytes = expectedBytes;
  }

  /// What the whole table would take, by its estimated number of rows: up to twice what it really
  /// takes, since memory is taken in chunks, and too little for a table that was never analyzed.
  long expectedBytes() {
    return expectedBytes;
  }
}
