package dev.plimsoll.devstack.process;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.devstack.StackDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Process of a stack, a child JVM. It stops when this process ends in any way, unless detached.
public final class StackProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private @Nullable StackDescription description;

  private StackProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts the stack and waits until it is ready, as of [#awaitReady].
  public static StackProcess start(StackCommand command) {
    StackProcess process = launch(command);
    process.awaitReady();
    return process;
  }

  /// Starts the stack without waiting.
  ///
  /// @throws PlimsollException START_FAILED when there is no such command
  public static StackProcess launch(StackCommand command) {
    try {
      return new StackProcess(
          builder(command.line(), command.log(), System.getenv()).start(), command.log());
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the stack could not be started: " + e.getMessage(), e);
    }
  }

  /// @param environment of this process
  static ProcessBuilder builder(List<String> line, Path log, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    ChildEnvironment.keepNeeded(builder.environment());
    return builder;
  }

  /// Waits until the stack is ready; to be called once.
  ///
  /// @throws PlimsollException with the stack's code, or START_FAILED when it ended without answer
  public StackDescription awaitReady() {
    @Nullable String line;
    try {
      // Not closed: that would close the child's stdout.
      line = process.inputReader().readLine();
    } catch (IOException e) {
      line = null;
    }
    if (line == null) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the stack ended without an answer; its log is " + log);
    }
    if (line.contains("\"secretsFile\"")) {
      StackDescription ready = Json.read(line, StackDescription.class);
      description = ready;
      return ready;
    }
    Problem problem = Json.read(line, Problem.class);
    throw new PlimsollException(
        problem.code(), problem.detail() == null ? problem.title() : problem.detail());
  }

  /// @throws IllegalStateException before the stack is ready
  public StackDescription description() {
    if (description == null) {
      throw new IllegalStateException("the stack is not ready yet");
    }
    return description;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// Keeps the stack running when this process ends.
  public void detach() throws IOException {
    process.outputWriter().append("detach\n").flush();
  }

  /// Stops the stack cleanly and waits for its end.
  ///
  /// @throws PlimsollException INTERNAL when it does not stop within a minute
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new PlimsollException(
            ErrorCode.INTERNAL, "the stack, pid " + process.pid() + ", does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
