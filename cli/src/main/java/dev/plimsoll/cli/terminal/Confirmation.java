package dev.plimsoll.cli.terminal;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Confirmation of an irreversible action; scripts pass `--yes`.
public final class Confirmation {
  @Option(names = "--yes", description = "Do not ask.")
  private boolean given;

  /// @param what happens, a sentence without its full stop
  /// @param name to type
  /// @throws PlimsollException USAGE for another answer, and without a terminal
  public void require(Terminal terminal, String what, String name) {
    if (given) {
      return;
    }
    Console console =
        Terminal.console()
            .orElseThrow(
                () ->
                    PlimsollException.usage(what + "; there is no terminal to ask on: add --yes"));
    terminal.say(what + ".");
    @Nullable String typed = console.readLine("Type %s to go on: ", name);
    if (typed == null || !typed.strip().equals(name)) {
      throw PlimsollException.usage("nothing was done: that is not " + name);
    }
  }
}
