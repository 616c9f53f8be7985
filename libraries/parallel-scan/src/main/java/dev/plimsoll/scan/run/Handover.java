package dev.plimsoll.scan.run;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Buffer between workers and the consumer, bounded by weight. A single item may exceed the budget,
/// or it could never pass. Thread-safe.
final class Handover<P> {
  private record Item<P>(P content, long weight) {}

  // Not synchronized, so that a waiting virtual thread does not pin its carrier.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Item<P>> items = new ArrayDeque<>();
  private final long budget;
  private long weight;
  private boolean ended;

  Handover(long budget) {
    this.budget = budget;
  }

  /// Waits for room.
  ///
  /// @return false when the buffer has ended
  boolean put(P content, long itemWeight) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!ended && weight > 0 && weight + itemWeight > budget) {
        changed.await();
      }
      if (ended) {
        return false;
      }
      items.add(new Item<>(content, itemWeight));
      weight += itemWeight;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for an item; null when the buffer has ended and is empty.
  @Nullable P take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (items.isEmpty() && !ended) {
        changed.await();
      }
      @Nullable Item<P> item = items.poll();
      if (item == null) {
        return null;
      }
      weight -= item.weight();
      changed.signalAll();
      return item.content();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the buffer. Its items can still be taken, unless they are dropped.
  void end(boolean drop) {
    lock.lock();
    try {
      ended = true;
      if (drop) {
        items.clear();
        weight = 0;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
