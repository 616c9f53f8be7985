package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A service process of a running system.
public final class ServiceProcess {
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(20);

  private final ServiceCommand command;
  private final Path log;
  private final ServiceReaper reaper;
  private final Runnable changed;
  private volatile Process process;
  private boolean stopped; // guarded by this

  private ServiceProcess(
      ServiceCommand command, Path log, ServiceReaper reaper, Runnable changed, Process process) {
    this.command = command;
    this.log = log;
    this.reaper = reaper;
    this.changed = changed;
    this.process = process;
  }

  /// Starts a service without waiting; `changed` runs at every new process.
  static ServiceProcess start(
      ServiceCommand command, Path log, ServiceReaper reaper, Runnable changed) {
    return new ServiceProcess(command, log, reaper, changed, launch(command, log, reaper));
  }

  private static Process launch(ServiceCommand command, Path log, ServiceReaper reaper) {
    return launch(command, log, reaper::launch);
  }

  /// Starts a process that outlives this one.
  static Process launch(ServiceCommand command, Path log) {
    return launch(command, log, ProcessBuilder::start);
  }

  private static Process launch(ServiceCommand command, Path log, Starter starter) {
    try {
      ProcessBuilder builder =
          LogFiles.process(command.line(), log).directory(command.settings().home().run().toFile());
      ServiceEnvironment.of(command.service(), builder.environment());
      builder.environment().putAll(command.environment());
      return starter.start(builder);
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED,
          command.service().value() + " could not be started: " + e.getMessage(),
          e);
    }
  }

  @FunctionalInterface
  private interface Starter {
    Process start(ProcessBuilder builder) throws IOException;
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

  public URI address() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public boolean isReady() {
    return process.isAlive() && Health.isReady(port());
  }

  boolean isRecording() {
    return command.settings().recording() && !command.program().aotCache().exists();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// SIGKILL; returns when the process has ended.
  public void kill() {
    long pid = process.pid();
    process.destroyForcibly();
    awaitEnd(KILLED_WITHIN);
    reaper.forget(pid);
  }

  /// SIGTERM, and no later restart; returns whether it has ended in time.
  boolean stop(Duration within) {
    synchronized (this) {
      stopped = true;
    }
    return terminate(within);
  }

  /// SIGTERM; returns whether it has ended in time.
  public boolean terminate(Duration within) {
    long pid = process.pid();
    process.destroy();
    boolean gone = awaitEnd(within);
    if (gone) {
      reaper.forget(pid);
    }
    return gone;
  }

  /// Restarts an ended process on the same port; returns when it is ready.
  ///
  /// @throws PlimsollException START_FAILED when it does not become ready, INTERRUPTED after
  ///     [#stop]
  public void restart() {
    synchronized (this) {
      if (stopped) {
        throw new PlimsollException(ErrorCode.INTERRUPTED, name().value() + " is to stay stopped");
      }
      if (process.isAlive()) {
        throw new IllegalStateException(name().value() + " still runs");
      }
      process = launch(command, log, reaper);
    }
    changed.run();
    awaitReady();
  }

  void awaitReady() {
    new Readiness(name(), port(), log, command.settings()).await(() -> process.isAlive());
  }

  private boolean awaitEnd(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
