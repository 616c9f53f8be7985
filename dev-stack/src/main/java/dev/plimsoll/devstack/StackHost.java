package dev.plimsoll.devstack;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A stack's process towards its parent. stdout gets one line: a [StackDescription] when it is
/// ready, or a [Problem] when it fails. SIGTERM, SIGINT and the end of stdin stop it; after a line
/// `detach` the end of stdin does not.
public final class StackHost {
  private StackHost() {}

  /// A running stack; closing it stops all of its parts.
  public interface RunningStack extends AutoCloseable {
    StackDescription description();

    @Override
    void close();
  }

  /// Starts a stack.
  @FunctionalInterface
  public interface Starter {
    /// @throws PlimsollException where it cannot start, with nothing left running
    RunningStack start(List<String> arguments);
  }

  /// Runs a stack until it is told to stop, and ends the JVM.
  public static void run(String[] arguments, Starter starter) throws InterruptedException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // output of libraries must not mix with the one line
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    stopped.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "signal"));
    Thread.ofPlatform().daemon().name("stdin").start(() -> stopAtEndOfInput(stop));
    int exitCode = run(List.of(arguments), starter, out, stop);
    stopped.countDown();
    System.exit(exitCode);
  }

  private static int run(
      List<String> arguments, Starter starter, PrintStream out, CountDownLatch stop)
      throws InterruptedException {
    try (RunningStack stack = starter.start(arguments)) {
      out.println(Json.write(stack.description()));
      stop.await();
      return 0;
    } catch (PlimsollException e) {
      out.println(Json.write(Problem.of(e.code(), e.getMessage())));
      return e.code() == ErrorCode.USAGE ? 2 : 1;
    }
  }

  private static void stopAtEndOfInput(CountDownLatch stop) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("detach")) {
          return;
        }
      }
    } catch (IOException e) {
      // A broken pipe is an end, too.
    }
    stop.countDown();
  }
}
