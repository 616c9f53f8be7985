package dev.plimsoll.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A side effect that is held before it happens, until it is thawed and fails. One at a time.
public record Freeze(CountDownLatch frozen, CountDownLatch thawed) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// @param code with which it fails
  public static Freeze before(SideEffect effect, ErrorCode code) {
    Freeze freeze = new Freeze(new CountDownLatch(1), new CountDownLatch(1));
    TestFaults.once(
        effect,
        Moment.BEFORE,
        code,
        () -> {
          freeze.frozen().countDown();
          await(freeze.thawed());
        });
    return freeze;
  }

  public void awaitFrozen() {
    await(frozen);
  }

  public void thaw() {
    thawed.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
