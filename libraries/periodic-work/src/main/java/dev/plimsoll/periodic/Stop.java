package dev.plimsoll.periodic;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a round at hand is ended.
///
/// @param patience how long it may go on by itself
/// @param interrupts whether it is interrupted after that, or left alone
record Stop(Duration patience, boolean interrupts) {
  private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

  static final Stop AT_ONCE = new Stop(Duration.ZERO, true);

  void end(Thread running) {
    try {
      if (running == Thread.currentThread() || hasEnded(running, patience) || !interrupts) {
        return;
      }
      running.interrupt();
      if (!hasEnded(running, AFTER_INTERRUPT)) {
        LOG.warn("event=work.stop {} has not ended", running.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean hasEnded(Thread running, Duration atMost) throws InterruptedException {
    return atMost.isZero() ? !running.isAlive() : running.join(atMost);
  }
}
