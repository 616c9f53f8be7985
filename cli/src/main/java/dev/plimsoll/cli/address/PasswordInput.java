package dev.plimsoll.cli.address;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A password that a person types or a pipe brings, never an argument: those are in every list of
/// processes and in the shell's history.
final class PasswordInput {
  private PasswordInput() {}

  /// The first line.
  ///
  /// @throws PlimsollException USAGE where there is none
  static String firstLine(InputStream in) {
    try {
      // Not closed: the stream is the process' own.
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return given(reader.readLine());
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.USAGE, "standard input could not be read", e);
    }
  }

  /// Asks without showing what is typed.
  ///
  /// @throws PlimsollException USAGE without a terminal or an answer
  @SuppressWarnings("SystemConsoleNull") // NullAway goes by the declaration, which may be null
  static String prompted(String question) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw PlimsollException.usage("there is no terminal to ask on; use --password-stdin");
    }
    char[] typed = console.readPassword("%s", question);
    return given(typed == null ? null : new String(typed));
  }

  private static String given(@Nullable String password) {
    if (password == null || password.isEmpty()) {
      throw PlimsollException.usage("no password was given");
    }
    return password;
  }
}
