package dev.plimsoll.cli.terminal;

import dev.plimsoll.contracts.message.Json;
import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/// Where a command speaks: data to stdout, talk to stderr.
///
/// @param interactive whether stderr is looked at by a person, so that lines may be repainted
/// @param colours whether escape sequences for colours are welcome: NO_COLOR and TERM=dumb say no
public record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colours) {
  /// The console of this process; empty where it is a pipe.
  @SuppressWarnings("SystemConsoleNull") // NullAway goes by the declaration, which may be null
  public static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /// That of this process.
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean interactive = console().isPresent();
    boolean colours =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(System.out, System.err, interactive, colours);
  }

  /// A line of the answer.
  public void data(String line) {
    out.println(line);
  }

  /// The answer as one JSON document.
  public void json(Object document) {
    out.println(Json.write(document));
  }

  /// A line about what happens.
  public void say(String line) {
    err.println(line);
  }

  /// What to do after this command.
  public void next(String command) {
    err.println("next: " + command);
  }
}
