package dev.plimsoll.cli.terminal;

import dev.plimsoll.contracts.message.Json;
import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/// Output of a command: data to stdout, messages to stderr.
///
/// @param interactive whether stderr is a terminal, so that lines may be repainted
/// @param colours whether escape sequences are allowed: NO_COLOR and TERM=dumb say no
public record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colours) {
  /// Empty for a pipe.
  @SuppressWarnings("SystemConsoleNull") // NullAway goes by the declaration, which may be null
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  public static Terminal ofProcess(Map<String, String> environment) {
    boolean interactive = console().isPresent();
    boolean colours =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(System.out, System.err, interactive, colours);
  }

  public void data(String line) {
    out.println(line);
  }

  public void json(Object document) {
    out.println(Json.write(document));
  }

  public void say(String line) {
    err.println(line);
  }

  public void next(String command) {
    err.println("next: " + command);
  }
}
