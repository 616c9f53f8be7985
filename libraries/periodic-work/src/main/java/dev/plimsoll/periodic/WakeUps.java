package dev.plimsoll.periodic;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wake-ups for one thread. Those that come while it works are one; none is lost.
final class WakeUps implements Waker {
  private final Semaphore permits = new Semaphore(0);

  @Override
  public void wake() {
    if (permits.availablePermits() == 0) {
      permits.release();
    }
  }

  @Override
  public boolean await(Duration atMost) throws InterruptedException {
    if (!permits.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    permits.drainPermits();
    return true;
  }
}
