package dev.plimsoll.vectors.memory;

/// Memory for a copy that is being read. It grows while other copies give way: those of its
/// database, where that one's limit is the narrower; else those of all.
final class CopyRoom {
  private final MemoryCopies own;
  private final MemoryLine line;
  private final long limit;

  /// @param limit of the database's copies together, in bytes
  CopyRoom(MemoryCopies own, MemoryLine line, long limit) {
    this.own = own;
    this.line = line;
    this.limit = limit;
  }

  /// What is left beside the other copies; negative where they take more than they may.
  long bytes() {
    return Math.min(ofOwn(), line.left());
  }

  private long ofOwn() {
    return limit - own.bytes();
  }

  /// What would be left without any other copy.
  long most() {
    return Math.min(limit, line.bytes());
  }

  /// Forgets the copy that was used longest ago.
  ///
  /// @return false where there is none that could give way
  boolean grow() {
    return ofOwn() < line.left() ? own.forgetOldest() : line.forgetOldest();
  }
}
