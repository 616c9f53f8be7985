package dev.plimsoll.materializer.assignment;

import dev.plimsoll.periodic.Waker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes workers of this process. NOTIFY would take a cluster-wide lock at every commit.
@Singleton
public final class WorkSignal implements Waker {
  private final Semaphore work = new Semaphore(0);

  @Override
  public void wake() {
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  @Override
  public boolean await(Duration atMost) throws InterruptedException {
    return work.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
