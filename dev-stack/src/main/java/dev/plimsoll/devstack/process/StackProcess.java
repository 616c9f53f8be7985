package dev.plimsoll.devstack.process;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.devstack.StackDescription;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stack that runs in a JVM of its own, as a child of this one: it stops when this process ends,
/// however it ends, unless it was detached.
public final class StackProcess implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final Process process;
  private final StackDescription description;

  private StackProcess(Process process, StackDescription description) {
    this.process = process;
    this.description = description;
  }

  /// Starts it and waits until it is ready.
  ///
  /// @throws PlimsollException with the code that the stack answered, or START_FAILED when it ended
  ///     without an answer
  public static StackProcess start(StackCommand command) {
    try {
      Process process =
          new ProcessBuilder(command.line())
              .redirectError(ProcessBuilder.Redirect.appendTo(command.log().toFile()))
              .start();
      return new StackProcess(process, answer(process, command));
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the stack could not be started: " + e.getMessage(), e);
    }
  }

  private static StackDescription answer(Process process, StackCommand command) throws IOException {
    // Not closed: that would close the child's stdout.
    BufferedReader out = process.inputReader();
    @Nullable String line = out.readLine();
    if (line == null) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the stack ended without an answer; its log is " + command.log());
    }
    if (line.contains("\"kafkaBootstrap\"")) {
      return Json.read(line, StackDescription.class);
    }
    Problem problem = Json.read(line, Problem.class);
    throw new PlimsollException(
        problem.code(), problem.detail() == null ? problem.title() : problem.detail());
  }

  public StackDescription description() {
    return description;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// Lets it run on when this process ends.
  public void detach() throws IOException {
    process.outputWriter().append("detach\n").flush();
  }

  /// Stops it cleanly and waits for its end.
  ///
  /// @throws PlimsollException INTERNAL when it does not stop within a minute
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new PlimsollException(
            ErrorCode.INTERNAL, "the stack, pid " + process.pid() + ", does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
