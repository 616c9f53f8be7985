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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What the processes of a real start, with fake services, have of the shell that started them.
@Execution(ExecutionMode.CONCURRENT)
@EnabledOnOs(OS.LINUX)
final class InheritedEnvironmentIT {
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

  @TempDir private Path folder;

  private Path root;

  @BeforeEach
  void createProject() throws IOException {
    root = FakeProject.create(folder);
  }

  @AfterEach
  void stop() throws Exception {
    run(Map.of(), "down");
  }

  @Test
  void noProcessHasWhatIsNotOurs() throws Exception {
    // given
    Map<String, String> shell = new HashMap<>();
    NOT_OURS.forEach(name -> shell.put(name, "planted-" + name));
    shell.put("PLIMSOLL_PASSWORD_SHOP", "of-a-registered-database");
    shell.put("PGREQUIREAUTH", "scram-sha-256");

    // when
    run(shell, "up");

    // then
    Map<Long, String> environments = new HashMap<>();
    for (ProcessHandle process : family()) {
      String environment =
          Files.readString(
              Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
      assertThat(environment).as("%s", process.info().commandLine()).doesNotContain("planted-");
      environments.put(process.pid(), environment);
    }
    assertThat(environments).as("supervisor, stack, PostgreSQL, services").hasSizeGreaterThan(6);
    assertThat(environments.values())
        .filteredOn(environment -> environment.contains("PLIMSOLL_PASSWORD_SHOP=of-a-registered"))
        .as(
            "planner, builder and sync, which connect to registered databases, and who starts them again")
        .hasSize(ServiceName.values().length)
        .allMatch(environment -> environment.contains("PGREQUIREAUTH=scram-sha-256"));
  }

  private void run(Map<String, String> environment, String command) throws Exception {
    CommandProcess process =
        CommandProcess.launch(
            root, folder, environment, command, "--data", folder.resolve("data").toString());
    assertThat(process.await()).as(process::err).isZero();
  }

  /// Every process whose command line names this test's folder, and what each has started.
  private List<ProcessHandle> family() throws IOException {
    Process ps = new ProcessBuilder("ps", "-eww", "-o", "pid=,args=").start();
    String all = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.lines()
        .filter(line -> line.contains(folder.toString()))
        .map(line -> Long.parseLong(line.strip().split(" ", 2)[0]))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .filter(ProcessHandle::isAlive)
        .distinct()
        .toList();
  }
}
