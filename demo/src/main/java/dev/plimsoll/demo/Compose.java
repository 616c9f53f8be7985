package dev.plimsoll.demo;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `docker compose` of a project folder. Each method is one or two commands of some tenths of a
/// second, or waits until containers are healthy, and is given up after minutes; all throw
/// START_FAILED with what the command said.
///
/// @param options of `docker compose`, before its commands
/// @param environment beside this process's own
public record Compose(Path root, List<String> options, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String UP = "docker compose up -d --wait";

  /// The file's own project, as `docker compose` alone has it.
  static Compose ofFile(Path root) {
    return new Compose(root, List.of(), Map.of());
  }

  /// Starts everything, and returns when it is healthy.
  ///
  /// @param scales `SERVICE=REPLICAS`; who is not named has one
  public void up(String... scales) {
    List<String> arguments = new ArrayList<>(List.of("up", "-d", "--wait"));
    for (String scale : scales) {
      arguments.add("--scale=" + scale);
    }
    compose(arguments.toArray(String[]::new));
  }

  /// Stops everything and removes it with its data.
  public void remove() {
    compose("down", "--volumes", "--timeout=5");
  }

  /// Runs a command in the service's first container.
  ///
  /// @return what it wrote to its output
  public String execute(String service, String... command) {
    List<String> arguments = new ArrayList<>(List.of("exec", "-T", service));
    arguments.addAll(List.of(command));
    return compose(arguments.toArray(String[]::new));
  }

  /// Ids of the service's containers, those that do not run too.
  public List<String> containers(String service) {
    return compose("ps", "-a", "-q", service).lines().filter(id -> !id.isBlank()).toList();
  }

  /// Requires that a service has a container that runs and is healthy.
  void requireRunning(String service) {
    if (process(service).isEmpty()) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, service + " does not run under docker compose: run " + UP);
    }
  }

  /// Id and start of the service's containers that run; empty where none does.
  Optional<String> process(String service) {
    List<String> ids = compose("ps", "-q", service).lines().filter(id -> !id.isBlank()).toList();
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                "docker",
                "inspect",
                "-f",
                "{{if .State.Running}}{{.Id}} {{.State.StartedAt}}{{end}}"));
    line.addAll(ids);
    return Optional.of(run(line).strip()).filter(started -> !started.isEmpty());
  }

  /// Process id of the first of the service's containers, as Docker's machine has it.
  long pid(String service) {
    String id = compose("ps", "-q", service).lines().findFirst().orElse("");
    return Long.parseLong(run(List.of("docker", "inspect", "-f", "{{.State.Pid}}", id)).strip());
  }

  /// Address on this machine of a service's port, over HTTP.
  public URI published(String service, int port) {
    String address = compose("port", service, Integer.toString(port)).strip();
    return URI.create("http://" + address.replace("0.0.0.0:", "127.0.0.1:"));
  }

  /// Ends all containers of a service by SIGKILL.
  public void kill(String service) {
    compose("kill", "-s", "KILL", service);
  }

  /// Starts what was killed, and returns when it is healthy.
  public void start(String service) {
    compose("up", "-d", "--no-deps", "--no-recreate", "--wait", service);
  }

  private String compose(String... arguments) {
    List<String> line = new ArrayList<>(List.of("docker", "compose"));
    line.addAll(options);
    line.addAll(List.of(arguments));
    return run(line);
  }

  private String run(List<String> line) {
    try {
      // Files, not pipes, which would have to be read meanwhile.
      Path said = Files.createTempFile("plimsoll-", ".out");
      Path errors = Files.createTempFile("plimsoll-", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(line)
                .directory(root.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(said.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
          if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw failed(line, "did not end within " + PATIENCE);
          }
        } finally {
          process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
          throw failed(line, Files.readString(errors).strip());
        }
        return Files.readString(said);
      } finally {
        Files.delete(said);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw failed(line, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "interrupted", e);
    }
  }

  private static PlimsollException failed(List<String> line, String how) {
    return new PlimsollException(ErrorCode.START_FAILED, String.join(" ", line) + ": " + how);
  }
}
