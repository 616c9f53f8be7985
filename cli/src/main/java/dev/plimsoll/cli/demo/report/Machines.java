package dev.plimsoll.cli.demo.report;

import dev.plimsoll.cli.demo.report.DemoReport.Machine;
import dev.plimsoll.cli.version.Version;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// The machine at hand, for reports: figures mean nothing without it.
public final class Machines {
  private Machines() {}

  /// @param postgresql version of the server that took part
  public static Machine current(@Nullable String postgresql) {
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes(),
        Runtime.version().toString(),
        Version.current(),
        postgresql);
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : -1;
  }
}
