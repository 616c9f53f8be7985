package dev.plimsoll.benchmarks.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What figures depend on beside the machine.
///
/// @param command that makes them again
/// @param seed of the contenders' orders
/// @param cores those that this process may use, as the kernel lists them: `0-1`; null where it
///     does not
/// @param jvm this process' options but those that name a path
/// @param postgresSettings those that are not the server's defaults, by name
/// @param loadBefore what else the machine did just before, over the last 1, 5 and 15 minutes;
///     null where the kernel does not say
/// @param loadAfter the same after the last run; of the run itself, for the most part
public record Environment(
    String command,
    long seed,
    @Nullable String cores,
    List<String> jvm,
    Map<String, String> postgresSettings,
    @Nullable String loadBefore,
    @Nullable String loadAfter) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final String CORES = "Cpus_allowed_list:";
  // Where the tree lies on somebody's disk makes nothing faster.
  private static final String OF_A_PATH = "/";

  public Environment {
    jvm = List.copyOf(jvm);
    postgresSettings = new TreeMap<>(postgresSettings);
  }

  /// Of this process, now that everything has run.
  ///
  /// @param loadBefore as [#load] said then
  public static Environment now(
      String command,
      long seed,
      Map<String, String> postgresSettings,
      @Nullable String loadBefore) {
    List<String> options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> !option.contains(OF_A_PATH))
            .toList();
    return new Environment(
        command, seed, allowedCores(), options, postgresSettings, loadBefore, load());
  }

  /// The machine's load average over 1, 5 and 15 minutes; null where the kernel does not say.
  public static @Nullable String load() {
    try {
      String[] fields = Files.readString(LOAD).split(" ");
      return String.join(" ", List.of(fields).subList(0, 3));
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String allowedCores() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(CORES))
          .map(line -> line.substring(CORES.length()).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
