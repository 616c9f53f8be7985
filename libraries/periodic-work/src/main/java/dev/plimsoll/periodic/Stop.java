package dev.plimsoll.periodic;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a round at hand.
///
/// @param timeout how long it may go on by itself
/// @param interrupts whether it is interrupted after that, or left alone
record Stop(Duration timeout, boolean interrupts) {
  private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

  static final Stop AT_ONCE = new Stop(Duration.ZERO, true);

  void end(Thread running) {
    try {
      if (running == Thread.currentThread() || hasEnded(running, timeout) || !interrupts) {
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
