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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `docker compose` of a project folder. Each method is one or two commands of some tenths of a
/// second, and is given up after minutes; all throw START_FAILED with what the command said.
record Compose(Path root) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String UP = "docker compose up -d --wait";

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
  URI published(String service, int port) {
    String address = compose("port", service, Integer.toString(port)).strip();
    return URI.create("http://" + address.replace("0.0.0.0:", "127.0.0.1:"));
  }

  /// Ends all containers of a service by SIGKILL.
  void kill(String service) {
    compose("kill", "-s", "KILL", service);
  }

  /// Starts what was killed, and returns when it is healthy.
  void start(String service) {
    compose("up", "-d", "--no-deps", "--no-recreate", "--wait", service);
  }

  private String compose(String... arguments) {
    List<String> line = new ArrayList<>(List.of("docker", "compose"));
    line.addAll(List.of(arguments));
    return run(line);
  }

  private String run(List<String> line) {
    try {
      // Files, not pipes, which would have to be read meanwhile.
      Path said = Files.createTempFile("plimsoll-", ".out");
      Path errors = Files.createTempFile("plimsoll-", ".err");
      try {
        Process process =
            new ProcessBuilder(line)
                .directory(root.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(said.toFile())
                .redirectError(errors.toFile())
                .start();
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
