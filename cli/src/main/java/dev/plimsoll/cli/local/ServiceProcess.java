package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// One service of a running system: it can be looked at, killed and started again.
public final class ServiceProcess {
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final int LAST_LINES = 5;

  private final ServiceCommand command;
  private final Path log;
  private final Lifeline lifeline;
  private final Runnable changed;
  private volatile Process process;

  private ServiceProcess(
      ServiceCommand command, Path log, Lifeline lifeline, Runnable changed, Process process) {
    this.command = command;
    this.log = log;
    this.lifeline = lifeline;
    this.changed = changed;
    this.process = process;
  }

  /// Starts it without waiting for it to be ready.
  ///
  /// @param changed told whenever there is another process
  static ServiceProcess start(
      ServiceCommand command, Path log, Lifeline lifeline, Runnable changed) {
    return new ServiceProcess(command, log, lifeline, changed, launch(command, log, lifeline));
  }

  private static Process launch(ServiceCommand command, Path log, Lifeline lifeline) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command.line())
              .directory(command.settings().home().run().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      External.hidePasswords(builder.environment());
      builder.environment().putAll(command.environment());
      Process process = builder.start();
      lifeline.watch(process.pid());
      return process;
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED,
          command.service().value() + " could not be started: " + e.getMessage(),
          e);
    }
  }

  public ServiceName name() {
    return command.service();
  }

  public long pid() {
    return process.pid();
  }

  public int port() {
    return command.port();
  }

  /// Base of its HTTP API.
  public URI address() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Whether it says that it takes requests.
  public boolean isReady() {
    return process.isAlive() && Health.isReady(port());
  }

  /// Whether it records what its AOT cache is to be made of.
  boolean isRecording() {
    return command.settings().recording() && !command.program().aotCache().exists();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// SIGKILL, as by the kernel when memory runs out; returns when it is gone.
  public void kill() {
    long pid = process.pid();
    process.destroyForcibly();
    awaitEnd(KILLED_WITHIN);
    lifeline.forget(pid);
  }

  /// SIGTERM; returns when it is gone, or after the time given.
  ///
  /// @return whether it is gone
  public boolean terminate(Duration within) {
    long pid = process.pid();
    process.destroy();
    boolean gone = awaitEnd(within);
    if (gone) {
      lifeline.forget(pid);
    }
    return gone;
  }

  /// Starts it again on the same port after it has ended; returns when it is ready.
  ///
  /// @throws PlimsollException START_FAILED when it does not become ready
  public void restart() {
    if (process.isAlive()) {
      throw new IllegalStateException(name().value() + " still runs");
    }
    process = launch(command, log, lifeline);
    changed.run();
    awaitReady();
  }

  /// @throws PlimsollException START_FAILED when it ends or does not become ready in time; another
  ///     when it says that somebody has to correct what was configured
  void awaitReady() {
    Instant deadline = Instant.now().plus(command.settings().readyWithin());
    while (!Health.isReady(port())) {
      if (!process.isAlive()) {
        throw failed("ended with exit code " + process.exitValue());
      }
      List<Health.Obstacle> obstacles = Health.obstacles(port());
      obstacles.stream()
          .filter(Health.Obstacle::isForPeople)
          .findFirst()
          .ifPresent(
              obstacle -> {
                throw new PlimsollException(obstacle.code(), obstacle.detail());
              });
      if (Instant.now().isAfter(deadline)) {
        throw failed(
            "was not ready within %d s%s"
                .formatted(command.settings().readyWithin().toSeconds(), because(obstacles)));
      }
      pause();
    }
  }

  private static String because(List<Health.Obstacle> obstacles) {
    return obstacles.isEmpty()
        ? ""
        : obstacles.stream()
            .map(obstacle -> obstacle.check() + " " + obstacle.detail())
            .collect(Collectors.joining("; ", " (", ")"));
  }

  private PlimsollException failed(String how) {
    return new PlimsollException(
        ErrorCode.START_FAILED,
        "%s %s; the end of its log %s:%n%s"
            .formatted(name().value(), how, log, String.join(System.lineSeparator(), lastLines())));
  }

  /// Without the frames of stack traces: what was thrown tells, where is for the log.
  private List<String> lastLines() {
    try {
      List<String> lines =
          Files.readAllLines(log).stream()
              .filter(line -> !line.matches("\\s+(at .*|\\.\\.\\. \\d+ more)|\\s*"))
              .toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  private boolean awaitEnd(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "interrupted while starting", e);
    }
  }
}
