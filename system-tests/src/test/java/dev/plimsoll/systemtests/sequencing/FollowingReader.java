package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogBatches;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Follows a partition over HTTP while it grows, and now and then reads again what it has read.
public final class FollowingReader implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);
  private static final Duration WORTH_A_LINE = Duration.ofSeconds(3);
  private static final int PAGE = 200;
  private static final int AGAIN_ONE_IN = 5;

  private final LogOverHttp log;
  private final String topic;
  private final int partition;
  private final Random random;
  private final ReaderMemory memory = new ReaderMemory();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopping;
  private Duration longestStandstill = Duration.ZERO;

  private FollowingReader(LogOverHttp log, String topic, int partition, Random random) {
    this.log = log;
    this.topic = topic;
    this.partition = partition;
    this.random = random;
    this.thread = Thread.ofPlatform().name("reader").unstarted(this::run);
  }

  /// Begins to read.
  ///
  /// @param log its own
  /// @param random its own
  public static FollowingReader start(LogOverHttp log, String topic, int partition, Random random) {
    FollowingReader reader = new FollowingReader(log, topic, partition, random);
    reader.thread.start();
    return reader;
  }

  private void run() {
    try {
      Instant moved = Instant.now();
      while (!stopping) {
        long before = memory.highWatermark();
        long offset = random.nextInt(AGAIN_ONE_IN) == 0 ? any(before) : memory.end();
        Optional<LogBatches> page = log.batches(topic, partition, offset, PAGE);
        page.ifPresent(answer -> memory.take(offset, PAGE, answer));
        Instant now = Instant.now();
        if (memory.highWatermark() > before) {
          noteStandstill(Duration.between(moved, now));
          moved = now;
        }
        // Looks without a pause would take a core from what is looked at.
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private void noteStandstill(Duration standstill) {
    if (standstill.compareTo(WORTH_A_LINE) > 0) {
      System.out.printf("      the high watermark stood still for %d ms%n", standstill.toMillis());
    }
    if (standstill.compareTo(longestStandstill) > 0) {
      longestStandstill = standstill;
    }
  }

  private long any(long highWatermark) {
    return highWatermark == 0 ? 0 : random.nextLong(highWatermark);
  }

  public int partition() {
    return partition;
  }

  /// Ends the reading, and says what was not as it has to be.
  ///
  /// @param stored what is in the partition in the end
  public List<String> findings(List<BatchCommitted> stored) throws InterruptedException {
    stop();
    List<String> findings = new ArrayList<>(memory.findings());
    Throwable thrown = failure.get();
    if (thrown != null) {
      findings.add("the reader failed: " + thrown);
    }
    if (memory.batches() == 0) {
      findings.add("the reader has read nothing");
    }
    findings.addAll(memory.changedSince(stored));
    return findings;
  }

  private void stop() throws InterruptedException {
    stopping = true;
    if (!thread.join(ENDS_WITHIN)) {
      throw new IllegalStateException("the reader does not end");
    }
  }

  /// For people; once it has ended.
  @Override
  public String toString() {
    return "reader of partition %d: %d batches, the high watermark stood still for %d ms at most"
        .formatted(partition, memory.batches(), longestStandstill.toMillis());
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
