package dev.plimsoll.cli.demo.report;

import dev.plimsoll.cli.demo.report.DemoReport.Machine;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// The machine at hand, for reports: figures mean nothing without it.
public final class Machines {
  private static final String VERSION = "0.1.0-SNAPSHOT";

  private Machines() {}

  /// @param postgresql version of the server that took part
  public static Machine current(@Nullable String postgresql) {
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes(),
        Runtime.version().toString(),
        VERSION,
        postgresql);
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : -1;
  }
}
