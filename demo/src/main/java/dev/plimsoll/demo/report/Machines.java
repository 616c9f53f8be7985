package dev.plimsoll.demo.report;

import dev.plimsoll.cli.version.Version;
import dev.plimsoll.demo.report.DemoReport.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The machine at hand, for reports: figures mean nothing without it.
public final class Machines {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machines() {}

  /// @param postgresql version of the server that took part
  public static Machine current(@Nullable String postgresql) {
    Commit commit = Commit.of(System.getProperty("plimsoll.root"));
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes(),
        Runtime.version().toString(),
        Version.current(),
        commit.id(),
        commit.clean(),
        postgresql);
  }

  private static @Nullable String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : -1;
  }
}
