package dev.plimsoll.vectors.memory;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Memory that the copies of all databases may take together. Thread-safe.
public final class MemoryLine {
  private final long bytes;
  private final ReentrantLock reader = new ReentrantLock();
  private final Set<MemoryCopies> all = ConcurrentHashMap.newKeySet();
  private final AtomicLong uses = new AtomicLong();

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

  /// Of all copies, 0 or more.
  long bytes() {
    return bytes;
  }

  long left() {
    return bytes - taken();
  }

  /// Number of a copy's use: one that was used later has a greater one, whichever database's.
  long nextUse() {
    return uses.incrementAndGet();
  }

  /// Forgets the copy that was used longest ago, whichever database's.
  ///
  /// @return false where there is none
  boolean forgetOldest() {
    return all.stream()
        .min(Comparator.comparingLong(MemoryCopies::oldestUse))
        .map(MemoryCopies::forgetOldest)
        .orElse(false);
  }
}
