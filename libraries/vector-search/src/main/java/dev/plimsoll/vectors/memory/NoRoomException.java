package dev.plimsoll.vectors.memory;

/// A table whose vectors need more memory than is left for them.
final class NoRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long vectorBytes;

  /// @param vectorBytes see {@link #vectorBytes}
  NoRoomException(String message, long vectorBytes) {
    super(message);
    this.vectorBytes = vectorBytes;
  }

  /// What the vectors of the whole table need, keys and spare room not counted, by its estimated
  /// number of rows: too little for a table that was never analyzed.
  long vectorBytes() {
    return vectorBytes;
  }
}
