package dev.plimsoll.vectors.memory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Memory that the copies of all databases may take together. Thread-safe.
public final class MemoryLine {
  private final long bytes;
  private final ReentrantLock reader = new ReentrantLock();
  private final Set<MemoryCopies> all = ConcurrentHashMap.newKeySet();

  /// @param bytes 0 or more
  public MemoryLine(long bytes) {
    this.bytes = bytes;
  }

  /// Held by whoever reads a table.
  ReentrantLock reader() {
    return reader;
  }

  void add(MemoryCopies copies) {
    all.add(copies);
  }

  void remove(MemoryCopies copies) {
    all.remove(copies);
  }

  /// Bytes of all copies.
  public long taken() {
    return all.stream().mapToLong(MemoryCopies::bytes).sum();
  }

  long left() {
    return bytes - taken();
  }
}
