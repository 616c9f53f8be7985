package dev.plimsoll.cli;

import dev.plimsoll.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One run of the command line in this process.
public record CommandRun(int exitCode, String out, String err) {

  /// As in a pipe.
  public static CommandRun of(Map<String, String> environment, String... arguments) {
    return of(environment, false, arguments);
  }

  public static CommandRun of(
      Map<String, String> environment, boolean interactive, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            interactive,
            false);
    int exitCode = Main.run(terminal, environment, arguments);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
