package dev.plimsoll.benchmarks.builds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// CPU time of this machine, all processes and the kernel's own threads together: what writing an
/// index back to its disk costs is spent by no process of the server. On systems without
/// `/proc/stat` it is NaN.
///
/// Source: proc_stat(5). Time that is idle, waits for a device or is stolen by other machines is
/// not counted.
final class MachineCpu {
  private static final Path STAT = Path.of("/proc/stat");
  // USER_HZ is 100 on every Linux that runs Java.
  private static final double TICKS_A_SECOND = 100;
  private static final Duration REST = Duration.ofSeconds(3);

  private final double background;

  private MachineCpu(double background) {
    this.background = background;
  }

  /// Measures for three seconds what the machine spends on everything else.
  static MachineCpu atRest() throws InterruptedException {
    double before = busySeconds();
    long begin = System.nanoTime();
    Thread.sleep(REST);
    return new MachineCpu((busySeconds() - before) / elapsedSeconds(begin));
  }

  /// One measurement, from its making on.
  final class Span {
    private final double before = busySeconds();
    private final long begin = System.nanoTime();

    /// CPU seconds so far, without what the machine spends at rest.
    double seconds() {
      return busySeconds() - before - background * elapsedSeconds(begin);
    }
  }

  private static double elapsedSeconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double busySeconds() {
    try {
      // cpu user nice system idle iowait irq softirq steal ...; the first line is of all cores.
      String[] fields = Files.readAllLines(STAT).getFirst().split("\\s+");
      long ticks = 0;
      for (int field : new int[] {1, 2, 3, 6, 7}) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks / TICKS_A_SECOND;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
