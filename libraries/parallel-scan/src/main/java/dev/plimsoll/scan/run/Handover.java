package dev.plimsoll.scan.run;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A buffer between workers and the consumer: bounded by weight. One item alone may exceed the
/// budget, or it could never pass.
final class Handover<P> {
  private record Item<P>(P content, long weight) {}

  // Not synchronized: a virtual thread that waits here shall not hold on to its carrier.
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
  /// @return false when it has ended and nobody will take it
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

  /// Waits for something; null when it has ended and is empty.
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

  /// Nothing more comes; what is there can still be taken.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more comes, and what is there is dropped.
  void drop() {
    lock.lock();
    try {
      ended = true;
      items.clear();
      weight = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
