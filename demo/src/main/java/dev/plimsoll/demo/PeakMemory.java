package dev.plimsoll.demo;

import dev.plimsoll.cli.local.ProcessMemory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Peak resident memory of each process over its restarts. The kernel forgets a peak with its
/// process, so it is read every 500 ms.
final class PeakMemory implements AutoCloseable {

  private final Map<String, Long> peaks = new ConcurrentHashMap<>();
  private final Supplier<Map<String, Long>> processes;
  private final Thread thread;
  private volatile boolean closed;

  /// @param processes ids by name; asked again each time
  PeakMemory(Supplier<Map<String, Long>> processes) {
    this.processes = processes;
    this.thread = Thread.ofVirtual().name("peak-memory").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Bytes; 0 where unknown.
  long of(String name) {
    look();
    return peaks.getOrDefault(name, 0L);
  }

  private void run() {
    while (!closed) {
      look();
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    processes.get().forEach((name, pid) -> peaks.merge(name, read(pid), Math::max));
  }

  private static long read(long pid) {
    Long peak = ProcessMemory.peakResidentBytes(pid);
    Long known = peak == null ? ProcessMemory.residentBytes(pid) : peak;
    return known == null ? 0 : known;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
