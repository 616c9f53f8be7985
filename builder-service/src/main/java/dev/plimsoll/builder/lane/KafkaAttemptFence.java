package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.recipe.AttemptFence;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.message.Topic;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Fence of attempts in `build.control`: the first delivery in the topic may begin its CREATE
/// INDEX. Each reads its own message back, and so all earlier cancels too; all processes read them
/// in the same order, and so agree. While the broker is away nothing begins.
@Singleton
public final class KafkaAttemptFence implements AttemptFence {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final KafkaBuildEventPublisher events;
  private final StopSignal stop;
  private final Clock clock;

  /// The highest begun attempt of each build, with its first delivery.
  private final Map<UUID, BuildControl.Begun> first = new HashMap<>();

  public KafkaAttemptFence(KafkaBuildEventPublisher events, StopSignal stop, Clock clock) {
    this.events = events;
    this.stop = stop;
    this.clock = clock;
  }

  @Override
  public boolean begin(BuildCommand build) {
    if (hasBegun(build)) {
      return false;
    }
    UUID delivery = UUID.randomUUID();
    events.begins(
        new BuildControl.Begun(build.buildId(), build.attempt(), clock.instant(), delivery));
    try {
      while (true) {
        UUID begun = awaitFirst(build, LOOK);
        if (begun != null) {
          return begun.equals(delivery);
        }
        stop.pause(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.pause(LOOK);
      throw new IllegalStateException("interrupted while nobody is stopping", e);
    }
  }

  @Override
  public synchronized boolean hasBegun(BuildCommand build) {
    return of(build) != null;
  }

  /// Call in the topic's order.
  synchronized void enter(BuildControl.Begun begun) {
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

  /// Waits for the first delivery that began an attempt. Returns that delivery, or one of a later
  /// attempt; null after the timeout.
  private synchronized @Nullable UUID awaitFirst(BuildCommand build, Duration timeout)
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
