package dev.plimsoll.demo.report;

import dev.plimsoll.cli.version.Version;
import dev.plimsoll.demo.report.DemoReport.Commit;
import dev.plimsoll.demo.report.DemoReport.Machine;
import dev.plimsoll.demo.report.DemoReport.Software;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Description of this machine for reports.
public final class Machines {
  private static final Commit UNKNOWN = new Commit(null, false);
  private static final String BUT_REPORTS = ":(exclude)docs/benchmarks";

  private Machines() {}

  public static Machine current(@Nullable String postgresql) {
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes(),
        new Software(
            Runtime.version().toString(),
            Version.current(),
            commit(System.getProperty("plimsoll.root")),
            postgresql));
  }

  private static @Nullable String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
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

  /// @param root of the tree; null where the launcher did not start this
  private static Commit commit(@Nullable String root) {
    if (root == null) {
      return UNKNOWN;
    }
    Path folder = Path.of(root);
    return git(folder, "rev-parse", "--verify", "HEAD")
        .map(
            id ->
                new Commit(
                    id,
                    git(folder, "status", "--porcelain", "--", ".", BUT_REPORTS)
                        .map(String::isEmpty)
                        .orElse(false)))
        .orElse(UNKNOWN);
  }

  private static Optional<String> git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      try (InputStream out = git.getInputStream()) {
        String said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? Optional.of(said) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
