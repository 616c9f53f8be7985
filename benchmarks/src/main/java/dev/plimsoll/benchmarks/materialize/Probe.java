package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Arrivals;
import dev.plimsoll.benchmarks.harness.Latencies;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Probe of the time until offsets are visible: single batches to a partition of its own. One
/// thread appends them when due, another watches, so that a late one does not hold up the next.
final class Probe {
  private static final Duration BETWEEN_LOOKS = Duration.ofNanos(500_000);
  private static final int PRODUCER = 1_000;

  /// @param watermark from which it is visible
  private record Sent(long watermark, long dueNanos) {}

  @FunctionalInterface
  interface Append {
    void append(Sequencer.Writer writer, GeneratedFile file) throws SQLException;
  }

  private final Sequencer sequencer;
  private final Sequencer.Writer writer;
  private final Connection reader;
  private final int partition;
  private final Queue<Sent> sent = new ArrayDeque<>();
  private Latencies latencies = new Latencies();
  private long before;
  private boolean done;
  private volatile boolean stopped;

  /// @param partition without other writers
  Probe(Sequencer sequencer, Sequencer.Writer writer, Connection reader, int partition) {
    this.sequencer = sequencer;
    this.writer = writer;
    this.reader = reader;
    this.partition = partition;
  }

  /// To be called before anything is appended; `visible` takes the times from due until visible.
  void begin(Latencies visible) throws SQLException {
    latencies = visible;
    before = sequencer.highWatermark(reader, partition);
  }

  /// Appends; [#watch] runs meanwhile.
  @Nullable Void run(Arrivals arrivals, long beganNanos, Append append) throws SQLException {
    GeneratedFile.Traffic traffic = new GeneratedFile.Traffic(PRODUCER, partition, 1, 1);
    long[] watermark = {0};
    try {
      arrivals.run(
          beganNanos,
          (_, dueNanos) -> {
            GeneratedFile file = traffic.next();
            watermark[0] += file.records();
            synchronized (this) {
              sent.add(new Sent(watermark[0], dueNanos));
            }
            append.append(writer, file);
          });
    } finally {
      synchronized (this) {
        done = true;
      }
    }
    return null;
  }

  /// Watches until all batches are visible, or [#stop].
  @Nullable Void watch() throws SQLException {
    while (!stopped && !over()) {
      seen(sequencer.highWatermark(reader, partition) - before);
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return null;
  }

  private synchronized boolean over() {
    return done && sent.isEmpty();
  }

  private synchronized void seen(long watermark) {
    while (!sent.isEmpty() && sent.element().watermark() <= watermark) {
      latencies.since(sent.remove().dueNanos());
    }
  }

  void stop() {
    stopped = true;
  }
}
