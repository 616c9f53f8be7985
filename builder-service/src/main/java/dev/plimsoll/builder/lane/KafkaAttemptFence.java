package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.BegunAttempts;
import dev.plimsoll.builder.recipe.AttemptFence;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/// Fence of attempts in `build.control`: the first delivery in the topic may begin. Each reads its
/// own message back, and so all earlier cancels too. While the broker is away nothing begins.
@Singleton
public final class KafkaAttemptFence implements AttemptFence {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final BegunAttempts begun;
  private final KafkaBuildEventPublisher events;
  private final StopSignal stop;
  private final Clock clock;

  public KafkaAttemptFence(
      BegunAttempts begun, KafkaBuildEventPublisher events, StopSignal stop, Clock clock) {
    this.begun = begun;
    this.events = events;
    this.stop = stop;
    this.clock = clock;
  }

  @Override
  public boolean begin(BuildCommand build) {
    if (begun.contains(build)) {
      return false;
    }
    UUID delivery = UUID.randomUUID();
    events.begins(
        new BuildControl.Begun(build.buildId(), build.attempt(), clock.instant(), delivery));
    try {
      while (true) {
        UUID first = begun.awaitFirst(build, LOOK);
        if (first != null) {
          return first.equals(delivery);
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
  public boolean hasBegun(BuildCommand build) {
    return begun.contains(build);
  }
}
