package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.LogPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Looks at the high watermarks of some topics over HTTP, at whichever service answers, and knows
/// for how long they stood still. Where none answers they stand still.
public final class HighWatermarkWatch implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private final LogOverHttp log;
  private final List<String> topics;
  private final Standstills standstills = new Standstills();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopping;

  private HighWatermarkWatch(LogOverHttp log, List<String> topics) {
    this.log = log;
    this.topics = List.copyOf(topics);
    this.thread = Thread.ofPlatform().name("high-watermarks").unstarted(this::run);
  }

  /// Begins to look.
  ///
  /// @param log its own
  public static HighWatermarkWatch start(LogOverHttp log, List<String> topics) {
    HighWatermarkWatch watch = new HighWatermarkWatch(log, topics);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!stopping) {
        for (String topic : topics) {
          log.partitions(topic).ifPresent(this::take);
        }
        // Looks without a pause would take a core from what is looked at.
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private void take(List<LogPartition> partitions) {
    Instant now = Instant.now();
    synchronized (standstills) {
      for (LogPartition partition : partitions) {
        standstills.saw(partition.topic(), partition.partition(), partition.nextOffset(), now);
      }
    }
  }

  /// Of each topic, the longest time so far for which one of its partitions stood still.
  ///
  /// @throws IllegalStateException when it has failed
  public Map<String, Duration> longestByTopic() {
    requireLooking();
    synchronized (standstills) {
      return standstills.longestByTopic(Instant.now());
    }
  }

  /// The longest time so far for which all of them stood still.
  ///
  /// @throws IllegalStateException when it has failed
  public Duration longestOfAll() {
    requireLooking();
    synchronized (standstills) {
      return standstills.longestOfAll(Instant.now());
    }
  }

  /// For people: how long they stood still so far.
  ///
  /// @throws IllegalStateException when it has failed
  public void print() {
    longestByTopic()
        .forEach(
            (topic, longest) ->
                System.out.printf(
                    "  %s: a high watermark stood still for %d ms%n", topic, longest.toMillis()));
    System.out.printf("  all of them for %d ms%n", longestOfAll().toMillis());
  }

  private void requireLooking() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("nobody looks at the high watermarks", thrown);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    if (!thread.join(ENDS_WITHIN)) {
      throw new IllegalStateException("the looks do not end");
    }
  }
}
