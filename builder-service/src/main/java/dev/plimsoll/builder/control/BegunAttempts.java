package dev.plimsoll.builder.control;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.message.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Attempts that have begun their CREATE INDEX: the highest of each build, with its first delivery.
/// All processes read them in the same order, and so agree.
@Singleton
public final class BegunAttempts {
  private final Map<UUID, BuildControl.Begun> first = new HashMap<>();

  /// Call in the topic's order.
  public synchronized void enter(BuildControl.Begun begun) {
    BuildControl.Begun known = first.get(begun.buildId());
    if (known == null || known.attempt() < begun.attempt()) {
      // A clock that is ahead must not expire other entries.
      Instant now = Instant.now();
      Instant said = begun.at().isBefore(now) ? begun.at() : now;
      Instant old = said.minus(Topic.CONTROL_KEPT);
      first.values().removeIf(each -> each.at().isBefore(old));
      first.put(begun.buildId(), begun);
      notifyAll();
    }
  }

  /// Whether this attempt or a later one has begun.
  public synchronized boolean contains(BuildCommand build) {
    return of(build) != null;
  }

  /// Waits for the first delivery that began an attempt. Returns that delivery, or one of a later
  /// attempt; null after the timeout.
  public synchronized @Nullable UUID awaitFirst(BuildCommand build, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    BuildControl.Begun begun = of(build);
    for (long left = timeout.toNanos(); begun == null && left > 0; begun = of(build)) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return begun == null ? null : begun.delivery();
  }

  private BuildControl.@Nullable Begun of(BuildCommand build) {
    BuildControl.Begun known = first.get(build.buildId());
    return known == null || known.attempt() < build.attempt() ? null : known;
  }
}
