package dev.plimsoll.systemtests.sequencing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A producer of the log that writes on a thread of its own until it is stopped.
public abstract class ProducerThread implements AutoCloseable {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(150);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private final Ingress ingress;
  private final Random random;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile Duration longestPause = LONGEST_PAUSE;
  private volatile boolean stopping;

  /// @param ingress closed with this
  /// @param random its own
  ProducerThread(Ingress ingress, String name, Random random) {
    this.ingress = ingress;
    this.random = random;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  /// Begins to write.
  final void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        writeOnce();
        // So much, and not as much as the machine gives: the services are to have air, too.
        pause(longestPause);
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  /// Writes a file, and perhaps once more what was written before.
  abstract void writeOnce() throws Exception;

  /// A pace of its own at random moments; nothing is waited for.
  final void pause(Duration longest) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextLong(longest.toMillis()));
  }

  /// Between two files, from now on.
  public final void pauseUpTo(Duration longest) {
    longestPause = longest;
  }

  final Thread thread() {
    return thread;
  }

  /// After the file at hand.
  public final void stop() {
    stopping = true;
  }

  /// Whether it was told to.
  public final boolean isStopping() {
    return stopping;
  }

  /// @return whether it has ended, all that it had sent acknowledged
  /// @throws IllegalStateException when it has failed instead
  public final boolean isDone() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException(thread.getName() + " failed", thrown);
    }
    return !thread.isAlive();
  }

  /// Stops these, and waits until all that they have sent is acknowledged.
  public static void awaitDone(Collection<? extends ProducerThread> producers, Duration within) {
    producers.forEach(ProducerThread::stop);
    await("every batch is acknowledged")
        .atMost(within)
        .until(() -> producers.stream().allMatch(ProducerThread::isDone));
  }

  @Override
  public final void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(ENDS_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ingress.close();
  }
}
