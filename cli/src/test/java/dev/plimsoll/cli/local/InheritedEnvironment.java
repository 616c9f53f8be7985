package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the processes of a start have of the shell that started them.
final class InheritedEnvironment {
  private static final List<String> NOT_OURS =
      List.of(
          "PGPASSWORD",
          "PGPASSFILE",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "GITHUB_TOKEN",
          "DATABASE_URL",
          "PLIMSOLL_TOKEN",
          "npm_config_password",
          "https_proxy");

  private InheritedEnvironment() {}

  /// Of a shell that holds secrets of others, a password of ours and a setting of PostgreSQL's.
  static Map<String, String> shell() {
    Map<String, String> shell = new HashMap<>();
    NOT_OURS.forEach(name -> shell.put(name, "planted-" + name));
    shell.put("PLIMSOLL_PASSWORD_SHOP", "of-a-registered-database");
    shell.put("PGREQUIREAUTH", "scram-sha-256");
    return shell;
  }

  /// No process has what is not ours. For Linux, which shows the environment of each.
  ///
  /// @param processes as `ps` shows them; what they have started is looked at, too
  static void assertNothingOfOthers(List<String> processes) throws IOException {
    Map<Long, String> environments = new HashMap<>();
    for (ProcessHandle process : family(processes)) {
      String environment = environment(process);
      assertThat(environment).as("%s", process.info().commandLine()).doesNotContain("planted-");
      environments.put(process.pid(), environment);
    }
    assertThat(environments).as("supervisor, stack, PostgreSQL, services").hasSizeGreaterThan(6);
    assertThat(environments.values())
        .filteredOn(environment -> environment.contains("PLIMSOLL_PASSWORD_SHOP=of-a-registered"))
        .as(
            "planner, builder, sync and query, which connect to registered databases, and who"
                + " starts them again")
        .hasSize(ServiceName.values().length)
        .allMatch(environment -> environment.contains("PGREQUIREAUTH=scram-sha-256"));
  }

  /// Empty where it has just ended, as sessions of PostgreSQL do.
  private static String environment(ProcessHandle process) throws IOException {
    try {
      return Files.readString(
          Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      return "";
    }
  }

  private static List<ProcessHandle> family(List<String> processes) {
    return processes.stream()
        .map(line -> Long.parseLong(line.strip().split(" ", 2)[0]))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .filter(ProcessHandle::isAlive)
        .distinct()
        .toList();
  }
}
