package dev.plimsoll.benchmarks.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Environment that figures depend on beside the machine.
///
/// @param command that makes them again
/// @param seed of the contenders' orders
/// @param cores of this process in the kernel's form, `0-1`; null where unknown
/// @param jvm options of this process without those that name a path
/// @param postgresSettings without the server's defaults, by name
/// @param loadBefore load average as of [#load]
/// @param loadAfter load average after the last run; mostly of the runs themselves
public record Environment(
    String command,
    long seed,
    @Nullable String cores,
    List<String> jvm,
    Map<String, String> postgresSettings,
    @Nullable String loadBefore,
    @Nullable String loadAfter) {
  private static final String CORES = "Cpus_allowed_list:";

  public Environment {
    jvm = List.copyOf(jvm);
    postgresSettings = new TreeMap<>(postgresSettings);
  }

  /// Environment of this process after all runs.
  public static Environment now(
      String command,
      long seed,
      Map<String, String> postgresSettings,
      @Nullable String loadBefore) {
    List<String> options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> !option.contains("/")) // paths make nothing faster
            .toList();
    return new Environment(
        command, seed, allowedCores(), options, postgresSettings, loadBefore, load());
  }

  /// Load average of the machine over 1, 5 and 15 minutes; null where unknown.
  public static @Nullable String load() {
    try {
      String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ");
      return String.join(" ", List.of(fields).subList(0, 3));
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String allowedCores() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(CORES))
          .map(line -> line.substring(CORES.length()).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
